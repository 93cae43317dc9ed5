import { bindingLayout, storage, texture2d, uniform, type BindingLayout } from '../engine/bindings.ts';

/** Geometry and camera, for kernels that make or trace rays: module `package::scene_bindings`. */
export function sceneLayout(group: number): BindingLayout {
  return bindingLayout('scene_bindings', group, {
    nodes: storage('array<package::scene::node::BvhNode>'),
    triangles: storage('array<package::scene::triangle::Triangle>'),
    vertices: storage('array<package::scene::triangle::Vertex>'),
    instances: storage('array<package::scene::instance::Instance>'),
    camera: uniform('package::scene::camera::Camera'),
  });
}

/** Environment and lights, for kernels that shade or escape: module `package::light_bindings`. */
export function lightLayout(group: number): BindingLayout {
  return bindingLayout('light_bindings', group, {
    environment_map: texture2d('unfilterable-float'),
    environment_alias: storage('array<package::scene::lightTable::AliasEntry>'),
    lights: uniform('package::scene::lightTable::LightTable'),
  });
}
