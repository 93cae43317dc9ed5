// MaterialX generalized_schlick_bsdf, what it reflects: GGX with an artist's Fresnel curve and compensation.

import package::bsdf::fresnel::{SchlickCurve, fresnel_schlick, outer_cosine, schlick_curve};
import package::bsdf::ggx::{ggx_boost};
import package::bsdf::lobe::{Closure};

struct GeneralizedSchlick {
  curve: SchlickCurve,
  // Index of what the viewer is inside of; 0: outside.
  inside: f32,
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
  inside: f32,
  n_wo: f32,
  alpha: f32,
) -> GeneralizedSchlick {
  let f0 = max(color0, vec3f(0.0));
  let f90 = max(color90, vec3f(0.0));
  let curve = schlick_curve(f0, max(color82, vec3f(0.0)), f90, exponent);
  let albedo = schlick_albedo(curve, inside, fit, n_wo, alpha);
  return GeneralizedSchlick(curve, inside, albedo, ggx_boost(fit), weight);
}

fn schlick_reflectance(curve: SchlickCurve, inside: f32, c: f32) -> vec3f {
  let outer = outer_cosine(c, inside);
  return select(fresnel_schlick(outer, curve), vec3f(1.0), outer < 0.0);
}

// MaterialX's fit; it knows no total reflection, which a viewer inside sees: there, about the share that rough facets reflect.
fn schlick_albedo(curve: SchlickCurve, inside: f32, fit: vec2f, n_wo: f32, alpha: f32) -> vec3f {
  let fitted = curve.f0 * fit.x + curve.f90 * fit.y;
  if (inside <= 0.0) {
    return fitted;
  }
  var sum = schlick_reflectance(curve, inside, n_wo);
  sum += schlick_reflectance(curve, inside, max(n_wo - alpha, 0.0));
  sum += schlick_reflectance(curve, inside, min(n_wo + alpha, 1.0));
  return max(fitted, sum / 3.0);
}

// What is let through is gray: the mean over the channels.
fn schlick_throughput(albedo: vec3f, compensation: vec3f, weight: f32) -> f32 {
  return max(1.0 - dot(albedo * compensation, vec3f(1.0 / 3.0)) * weight, 0.0);
}

fn generalized_schlick_evaluate(lobe: GeneralizedSchlick, reflection: f32, wo_h: f32) -> Closure {
  let f = schlick_reflectance(lobe.curve, lobe.inside, wo_h);
  let compensation = 1.0 + f * lobe.boost;
  return Closure(f * compensation * (lobe.weight * reflection), schlick_throughput(lobe.albedo, compensation, lobe.weight));
}

fn generalized_schlick_albedo(lobe: GeneralizedSchlick, n_wo: f32) -> Closure {
  let compensation = 1.0 + schlick_reflectance(lobe.curve, lobe.inside, n_wo) * lobe.boost;
  return Closure(lobe.albedo * compensation * lobe.weight, schlick_throughput(lobe.albedo, compensation, lobe.weight));
}
