// What any boundary of a stack does: the interface that bends light, microfacets that reflect, and lobes drawn by the cosine.
// Which lobes there are, the stack says (`stack_lobes`, printed by src/materials/layered/transport/).

import package::bsdf::boundary::{Boundary, Scattered, ScatterValue, facing_axes, no_scatter, EVENT_REFLECTED, EVENT_STRAIGHT, BOUNDARY_DIELECTRIC, BOUNDARY_SCHLICK, BOUNDARY_BLACK, GREY};
import package::bsdf::ggx::{ggx_distribution, ggx_sample};
import package::bsdf::microfacets::{smith_g2, smith_lambda};
import package::bsdf::roughInterface::{interface_draw, interface_value};
import package::math::frame::{from_frame, to_frame};
import package::math::sampling::{INV_PI, sample_cosine};
import package::stack_lobes::{stack_passes, stack_reflectance, stack_response};

// Kernel without what goes straight on, and the density of `stack_draw`.
fn stack_value(boundary: Boundary, a: vec3f, b: vec3f) -> ScatterValue {
  if (boundary.kind == BOUNDARY_DIELECTRIC) {
    return interface_value(boundary, a, b);
  }
  if (a.z * b.z <= 0.0 || boundary.kind == BOUNDARY_BLACK) {
    return ScatterValue(vec3f(0.0), 0.0);
  }
  let axes = facing_axes(boundary.axes, a);
  let local_a = to_frame(axes, a);
  let local = to_frame(axes, b);
  let scatters = 1.0 - dot(stack_passes(boundary, local_a), GREY);
  if (boundary.kind <= BOUNDARY_SCHLICK) {
    let h = normalize(local_a + local);
    if (local_a.z <= 0.0 || local.z <= 0.0) {
      return ScatterValue(vec3f(0.0), 0.0);
    }
    let normals = 0.25 * ggx_distribution(h, boundary.alpha) / max(local_a.z, 1e-6);
    let masking = 1.0 + smith_lambda(boundary.alpha, local_a);
    let kernel = stack_reflectance(boundary, dot(local_a, h)) * (normals * smith_g2(boundary.alpha, local_a, local));
    return ScatterValue(kernel, scatters * normals / masking);
  }
  return ScatterValue(stack_response(boundary, local_a, local), scatters * max(local.z, 0.0) * INV_PI);
}

// Where a path goes on to; the weight is the caller's, by `stack_value`.
fn stack_draw(boundary: Boundary, a: vec3f, u: vec3f) -> Scattered {
  let axes = facing_axes(boundary.axes, a);
  let local_a = to_frame(axes, a);
  if (boundary.kind == BOUNDARY_DIELECTRIC) {
    return interface_draw(boundary, a, u);
  }
  let through = stack_passes(boundary, local_a);
  let passing = dot(through, GREY);
  if (u.z < passing) {
    return Scattered(EVENT_STRAIGHT, -a, through / passing);
  }
  var local = sample_cosine(u.xy);
  if (boundary.kind <= BOUNDARY_SCHLICK) {
    local = ggx_sample(boundary.alpha, local_a, u.xy);
  }
  let direction = from_frame(axes, local);
  if (boundary.kind == BOUNDARY_BLACK || local.z <= 0.0 || a.z * direction.z <= 0.0) {
    return no_scatter();
  }
  return Scattered(EVENT_REFLECTED, direction, vec3f(0.0));
}
