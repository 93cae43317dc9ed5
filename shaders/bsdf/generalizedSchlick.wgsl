// MaterialX generalized_schlick_bsdf, reflection only: GGX with an artist's Fresnel curve and compensation.

import package::bsdf::fresnel::{SchlickCurve, schlick_curve, fresnel_schlick};
import package::bsdf::ggx::{ggx_boost};
import package::bsdf::lobe::{Closure};

struct GeneralizedSchlick {
  curve: SchlickCurve,
  // Fitted directional albedo.
  albedo: vec3f,
  boost: f32,
  weight: f32,
}

fn generalized_schlick_prepare(
  weight: f32,
  color0: vec3f,
  color82: vec3f,
  color90: vec3f,
  exponent: f32,
  fit: vec2f,
) -> GeneralizedSchlick {
  let f0 = max(color0, vec3f(0.0));
  let f90 = max(color90, vec3f(0.0));
  let curve = schlick_curve(f0, max(color82, vec3f(0.0)), f90, exponent);
  return GeneralizedSchlick(curve, f0 * fit.x + f90 * fit.y, ggx_boost(fit), weight);
}

// What is let through is gray: the mean over the channels.
fn schlick_throughput(lobe: GeneralizedSchlick, compensation: vec3f) -> f32 {
  return max(1.0 - dot(lobe.albedo * compensation, vec3f(1.0 / 3.0)) * lobe.weight, 0.0);
}

fn generalized_schlick_evaluate(lobe: GeneralizedSchlick, reflection: f32, wo_h: f32) -> Closure {
  let f = fresnel_schlick(wo_h, lobe.curve);
  let compensation = 1.0 + f * lobe.boost;
  return Closure(f * compensation * (lobe.weight * reflection), schlick_throughput(lobe, compensation));
}

fn generalized_schlick_albedo(lobe: GeneralizedSchlick, n_wo: f32) -> Closure {
  let compensation = 1.0 + fresnel_schlick(n_wo, lobe.curve) * lobe.boost;
  return Closure(lobe.albedo * compensation * lobe.weight, schlick_throughput(lobe, compensation));
}
