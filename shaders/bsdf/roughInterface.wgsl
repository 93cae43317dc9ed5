// A rough interface between two media (Walter et al. 2007), single scattering: the boundary that bends light.

import package::bsdf::boundary::{Boundary, Scattered, ScatterValue, facing_axes, no_scatter, EVENT_REFLECTED, EVENT_REFRACTED, GREY};
import package::bsdf::ggx::{ggx_distribution, ggx_visible_normal};
import package::bsdf::microfacets::{smith_g2, smith_lambda, visible_normal_pdf};
import package::bsdf::refraction::{refract_about, refraction_jacobian, scattering_normal};
import package::math::frame::{Frame, from_frame, to_frame};
import package::stack_lobes::{stack_interface};

// The interface as `a` sees it.
struct InterfaceSide {
  axes: Frame,
  a: vec3f,
  // Index of the far side over that of a's.
  far: f32,
  colour: vec3f,
  // a is above.
  above: bool,
}

fn interface_side(boundary: Boundary, a: vec3f) -> InterfaceSide {
  let axes = facing_axes(boundary.axes, a);
  let above = a.z > 0.0;
  let far = select(1.0 / boundary.ior, boundary.ior, above);
  return InterfaceSide(axes, to_frame(axes, a), far, select(vec3f(1.0), boundary.tint, above), above);
}

fn interface_value(boundary: Boundary, a: vec3f, b: vec3f) -> ScatterValue {
  let side = interface_side(boundary, a);
  let local = to_frame(side.axes, b);
  let refracted = a.z * b.z < 0.0;
  let h = scattering_normal(side.a, local, side.far, refracted);
  if (h.z <= 0.0) {
    return ScatterValue(vec3f(0.0), 0.0);
  }
  let a_h = dot(side.a, h);
  let f = stack_interface(boundary, a_h, side.far, side.above);
  let jacobian = select(0.25 / a_h, refraction_jacobian(side.far, a_h, dot(local, h)), refracted);
  let share = select(f, 1.0 - f, refracted);
  let normals = jacobian * a_h / max(side.a.z, 1e-6) * ggx_distribution(h, boundary.alpha);
  let colour = share * select(side.colour, vec3f(1.0), refracted);
  let masking = 1.0 + smith_lambda(boundary.alpha, side.a);
  return ScatterValue(colour * (normals * smith_g2(boundary.alpha, side.a, local)), dot(share, GREY) * normals / masking);
}

// Density of `interface_refract`.
fn interface_refraction_pdf(boundary: Boundary, a: vec3f, b: vec3f) -> f32 {
  let side = interface_side(boundary, a);
  let local = to_frame(side.axes, b);
  let h = scattering_normal(side.a, local, side.far, true);
  if (h.z <= 0.0 || a.z * b.z >= 0.0) {
    return 0.0;
  }
  return visible_normal_pdf(boundary.alpha, side.a, h) * refraction_jacobian(side.far, dot(side.a, h), dot(local, h));
}

// A refraction for certain: the way of light down from where it comes in. z = 0: none.
fn interface_refract(boundary: Boundary, a: vec3f, u: vec2f) -> vec3f {
  let side = interface_side(boundary, a);
  let local = refract_about(side.a, ggx_visible_normal(boundary.alpha, side.a, u), side.far);
  let b = from_frame(side.axes, local);
  return select(vec3f(0.0), b, local.z < 0.0 && a.z * b.z < 0.0);
}

// Reflects or refracts by Fresnel's odds at a visible normal; density and weight are `interface_value`'s.
fn interface_draw(boundary: Boundary, a: vec3f, u: vec3f) -> Scattered {
  let side = interface_side(boundary, a);
  let h = ggx_visible_normal(boundary.alpha, side.a, u.xy);
  let a_h = dot(side.a, h);
  let reflected = u.z < dot(stack_interface(boundary, a_h, side.far, side.above), GREY);
  var local = 2.0 * a_h * h - side.a;
  if (!reflected) {
    local = refract_about(side.a, h, side.far);
  }
  let direction = from_frame(side.axes, local);
  if (a_h <= 0.0 || local.z * select(-1.0, 1.0, reflected) <= 0.0 || (a.z * direction.z > 0.0) != reflected) {
    return no_scatter();
  }
  return Scattered(select(EVENT_REFRACTED, EVENT_REFLECTED, reflected), direction, vec3f(0.0));
}
