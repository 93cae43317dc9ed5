// MaterialX dielectric_bsdf, reflection only: GGX with Fresnel's equations and multiple-scattering compensation.

import package::bsdf::fresnel::{fresnel_dielectric};
import package::bsdf::ggx::{ggx_boost};
import package::bsdf::lobe::{Closure};

struct Dielectric {
  ior: f32,
  // Fitted directional albedo, times weight.
  blocked: f32,
  boost: f32,
  // tint·weight
  tint: vec3f,
}

// `fit` is ggx_albedo_fit at (cos θo, α), `alpha` the mean width of the facets.
fn dielectric_prepare(weight: f32, tint: vec3f, ior: f32, fit: vec2f, n_wo: f32, alpha: f32) -> Dielectric {
  let albedo = single_albedo(ior, fit, n_wo, alpha);
  return Dielectric(ior, albedo * weight, ggx_boost(fit), max(tint, vec3f(0.0)) * weight);
}

// `reflection` is ggx_terms(...).reflection. The throughput follows `wi`: the compensation uses F(wo·h).
fn dielectric_evaluate(lobe: Dielectric, reflection: f32, wo_h: f32) -> Closure {
  let f = fresnel_dielectric(wo_h, lobe.ior);
  let compensation = 1.0 + f * lobe.boost;
  // The fit may pass 1 by a hair; light does not turn negative below.
  return Closure(lobe.tint * (f * compensation * reflection), max(1.0 - lobe.blocked * compensation, 0.0));
}

fn dielectric_albedo(lobe: Dielectric, fit: vec2f, n_wo: f32, alpha: f32) -> Closure {
  let compensation = 1.0 + fresnel_dielectric(n_wo, lobe.ior) * lobe.boost;
  let albedo = single_albedo(lobe.ior, fit, n_wo, alpha);
  return Closure(lobe.tint * (albedo * compensation), max(1.0 - lobe.blocked * compensation, 0.0));
}

// What a lobe of weight 1 leaves to the layers below it.
fn dielectric_left(ior: f32, fit: vec2f, n_wo: f32, alpha: f32) -> f32 {
  let compensation = 1.0 + fresnel_dielectric(n_wo, ior) * ggx_boost(fit);
  return max(1.0 - single_albedo(ior, fit, n_wo, alpha) * compensation, 0.0);
}

// MaterialX's fit; it knows no total reflection, which a viewer inside sees.
fn single_albedo(ior: f32, fit: vec2f, n_wo: f32, alpha: f32) -> f32 {
  let root = (ior - 1.0) / (ior + 1.0);
  return max(root * root * fit.x + fit.y, inside_reflectance(n_wo, ior, alpha));
}

// About the share that rough facets reflect to a viewer inside; 0 outside.
fn inside_reflectance(n_wo: f32, ior: f32, alpha: f32) -> f32 {
  if (ior >= 1.0) {
    return 0.0;
  }
  let ends = fresnel_dielectric(max(n_wo - alpha, 0.0), ior) + fresnel_dielectric(min(n_wo + alpha, 1.0), ior);
  return (fresnel_dielectric(n_wo, ior) + ends) / 3.0;
}
