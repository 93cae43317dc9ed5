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

// `fit` is ggx_albedo_fit at (cos θo, α).
fn dielectric_prepare(weight: f32, tint: vec3f, ior: f32, fit: vec2f) -> Dielectric {
  let root = (ior - 1.0) / (ior + 1.0);
  let albedo = root * root * fit.x + fit.y;
  return Dielectric(ior, albedo * weight, ggx_boost(fit), max(tint, vec3f(0.0)) * weight);
}

// `reflection` is ggx_terms(...).reflection. The throughput follows `wi`: the compensation uses F(wo·h).
fn dielectric_evaluate(lobe: Dielectric, reflection: f32, wo_h: f32) -> Closure {
  let f = fresnel_dielectric(wo_h, lobe.ior);
  let compensation = 1.0 + f * lobe.boost;
  // The fit may pass 1 by a hair; light does not turn negative below.
  return Closure(lobe.tint * (f * compensation * reflection), max(1.0 - lobe.blocked * compensation, 0.0));
}

fn dielectric_albedo(lobe: Dielectric, fit: vec2f, n_wo: f32) -> Closure {
  let compensation = 1.0 + fresnel_dielectric(n_wo, lobe.ior) * lobe.boost;
  let root = (lobe.ior - 1.0) / (lobe.ior + 1.0);
  let albedo = root * root * fit.x + fit.y;
  return Closure(lobe.tint * (albedo * compensation), max(1.0 - lobe.blocked * compensation, 0.0));
}
