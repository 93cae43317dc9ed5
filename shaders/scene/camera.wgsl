// Perspective and orthographic cameras of three.js in one form; src/scene/cameraData.ts fills it.
import package::scene::hit::{Ray, T_MAX};

struct Camera {
  // Eye, or the centre of the image plane if orthographic.
  position: vec3f,
  // Radius of a thin lens in metres; 0 is a pinhole.
  aperture: f32,
  // World direction of the image centre with unit depth, and what is added to it per unit of x and y in [-1, 1].
  forward: vec3f,
  // Depth of the plane in focus.
  focus_distance: f32,
  right: vec3f,
  orthographic: u32,
  up: vec3f,
  // Image size in pixels.
  size: vec2f,
}

// `pixel` counts from the upper left; `jitter` in [0, 1)² is the place inside it; `lens` in [0, 1)² the place on the lens.
fn camera_ray(camera: Camera, pixel: vec2u, jitter: vec2f, lens: vec2f) -> Ray {
  let place = (vec2f(pixel) + jitter) / camera.size;
  let plane = (2.0 * place.x - 1.0) * camera.right + (1.0 - 2.0 * place.y) * camera.up;
  let is_orthographic = camera.orthographic != 0u;
  let origin = camera.position + select(vec3f(0.0), plane, is_orthographic);
  let through = camera.forward + select(plane, vec3f(0.0), is_orthographic);
  let offset = lens_offset(camera, lens);
  return Ray(origin + offset, 0.0, normalize(through - offset / camera.focus_distance), T_MAX);
}

// A point of the lens, uniform over its disk.
fn lens_offset(camera: Camera, u: vec2f) -> vec3f {
  let radius = camera.aperture * sqrt(u.x);
  let angle = 6.2831853 * u.y;
  return radius * (cos(angle) * normalize(camera.right) + sin(angle) * normalize(camera.up));
}
