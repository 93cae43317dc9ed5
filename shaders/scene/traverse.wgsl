// Closest and any hit over the two-level tree in `scene_bindings`. src/scene/intersectScene.ts is the float64 reference.
import package::scene::hit::{Hit, MISS, Ray};
import package::scene::instance::{transform_point, transform_vector};
import package::scene::node::{BOX_MISS, box_entry, inverse_direction};
import package::scene::triangle::{RayAxes, intersect_triangle, ray_axes};
import package::scene_bindings::{instances, nodes, triangles};

// src/scene/packScene.ts refuses a scene whose tree is deeper.
const STACK_SIZE = 64u;

fn closest_hit(ray: Ray) -> Hit {
  return traverse(ray, false);
}

// True if anything lies within the ray's range.
fn any_hit(ray: Ray) -> bool {
  return traverse(ray, true).instance != MISS;
}

fn traverse(ray: Ray, stop_at_first: bool) -> Hit {
  var hit = Hit(ray.t_max, MISS, 0u, vec2f(0.0));
  var origin = ray.origin;
  var direction = ray.direction;
  var inverse = inverse_direction(direction);
  // Only triangles use them, and those are met inside an instance.
  var axes: RayAxes;
  if (box_entry(nodes[0].lower, nodes[0].upper, origin, inverse, ray.t_min, hit.t) == BOX_MISS) {
    return hit;
  }
  var stack: array<u32, STACK_SIZE>;
  var depth = 0u;
  // The instance we are inside of, and how deep the stack was when we entered it.
  var instance = MISS;
  var entered_at = 0u;
  var index = 0u;
  loop {
    let node = nodes[index];
    if (node.count == 0u) {
      let left = index + 1u;
      let right = node.first;
      let t_left = box_entry(nodes[left].lower, nodes[left].upper, origin, inverse, ray.t_min, hit.t);
      let t_right = box_entry(nodes[right].lower, nodes[right].upper, origin, inverse, ray.t_min, hit.t);
      let right_first = t_right < t_left;
      if (min(t_left, t_right) != BOX_MISS) {
        index = select(left, right, right_first);
        if (max(t_left, t_right) != BOX_MISS) {
          stack[depth] = select(right, left, right_first);
          depth += 1u;
        }
        continue;
      }
    } else if (instance == MISS) {
      instance = node.first;
      entered_at = depth;
      origin = transform_point(instances[instance].object_from_world, ray.origin);
      direction = transform_vector(instances[instance].object_from_world, ray.direction);
      inverse = inverse_direction(direction);
      axes = ray_axes(direction);
      index = instances[instance].root;
      continue;
    } else {
      for (var i = node.first; i < node.first + node.count; i++) {
        let found = intersect_triangle(triangles[i], origin, direction, axes, ray.t_min, hit.t);
        if (found.hit) {
          hit = Hit(found.t, instance, i, found.barycentrics);
        }
      }
      if (stop_at_first && hit.instance != MISS) {
        break;
      }
    }
    if (depth == 0u) {
      break;
    }
    if (instance != MISS && depth == entered_at) {
      instance = MISS;
      origin = ray.origin;
      direction = ray.direction;
      inverse = inverse_direction(direction);
    }
    depth -= 1u;
    index = stack[depth];
  }
  return hit;
}
