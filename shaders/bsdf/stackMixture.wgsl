// What stands in for the density and the albedo of a walk, which nobody knows: a mixture of its boundaries' mirror lobes,
// each wider by what lies above it, and a cosine. Positive wherever light can leave, and the same for every draw: all that
// multiple importance sampling asks (docs/conventions.md).

import package::bsdf::boundary::{Boundary, boundary_medium, facing_axes, is_opaque, way_through, BOUNDARY_BLACK, BOUNDARY_CONDUCTOR, BOUNDARY_DIELECTRIC, BOUNDARY_MEDIUM, BOUNDARY_SCHLICK, GREY};
import package::bsdf::medium::{medium_transmittance};
import package::bsdf::microfacets::{visible_normal_pdf};
import package::math::frame::{to_frame};
import package::math::sampling::{INV_PI};
import package::stack_lobes::{stack_interface, stack_passes, stack_reflectance, BOUNDARIES};

// Of the cosine, over the mirrors' together.
const DIFFUSE_ODDS = 0.3;
const LEAST_ODDS = 0.05;

fn boundary_reflectance(boundary: Boundary, local: vec3f) -> vec3f {
  if (boundary.kind == BOUNDARY_DIELECTRIC) {
    return boundary.tint * stack_interface(boundary, max(local.z, 1e-3), boundary.ior, true);
  }
  if (boundary.kind <= BOUNDARY_SCHLICK) {
    return stack_reflectance(boundary, max(local.z, 1e-3));
  }
  return boundary.tint * boundary.first * (1.0 - stack_passes(boundary, local));
}

// What a layer's reflectance is still to be weighed by: a conductor's holds its weight already.
fn shown_weight(layer: Boundary) -> f32 {
  return select(layer.weight, 1.0, layer.kind == BOUNDARY_CONDUCTOR);
}

fn stack_density(layers: ptr<function, array<Boundary, BOUNDARIES>>, wo: vec3f, wi: vec3f) -> f32 {
  var total = DIFFUSE_ODDS;
  var sum = DIFFUSE_ODDS * wi.z * INV_PI;
  var blur = 0.0;
  let h = normalize(wo + wi);
  for (var i = 0u; i < BOUNDARIES; i += 1u) {
    let layer = (*layers)[i];
    if (layer.kind > BOUNDARY_SCHLICK) {
      continue;
    }
    let axes = facing_axes(layer.axes, wo);
    let a = to_frame(axes, wo);
    let odds = max(LEAST_ODDS, shown_weight(layer) * layer.odds * dot(boundary_reflectance(layer, a), GREY));
    let alpha = min(layer.alpha + blur, vec2f(1.0));
    total += odds;
    if (dot(axes.z, wi) > 0.0) {
      sum += odds * visible_normal_pdf(alpha, vec3f(a.xy, max(a.z, 1e-3)), to_frame(axes, h)) * 0.25 / max(dot(wo, h), 1e-3);
    }
    blur += select(0.0, 0.5 * layer.odds * max(layer.alpha.x, layer.alpha.y), layer.kind == BOUNDARY_DIELECTRIC);
  }
  return sum / total;
}

// Directional albedo by first reflections alone, for denoisers.
fn stack_albedo(layers: ptr<function, array<Boundary, BOUNDARIES>>, wo: vec3f) -> vec3f {
  var throughput = vec3f(1.0);
  var albedo = vec3f(0.0);
  for (var i = 0u; i < BOUNDARIES; i += 1u) {
    let layer = (*layers)[i];
    if (layer.kind == BOUNDARY_BLACK) {
      continue;
    }
    if (layer.kind == BOUNDARY_MEDIUM) {
      throughput *= medium_transmittance(boundary_medium(layer), way_through(2.0, wo));
      continue;
    }
    let reflected = boundary_reflectance(layer, to_frame(facing_axes(layer.axes, wo), wo));
    let shown = layer.odds * shown_weight(layer) * reflected;
    albedo += throughput * shown;
    if (!is_opaque(layer.kind)) {
      throughput *= 1.0 - shown;
    }
  }
  return albedo;
}
