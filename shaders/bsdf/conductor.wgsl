// MaterialX conductor_bsdf: GGX with a complex index of refraction and multiple-scattering compensation. Opaque.

import package::bsdf::fresnel::{fresnel_conductor};
import package::bsdf::ggx::{ggx_boost};
import package::bsdf::lobe::{Closure};

struct Conductor {
  n: vec3f,
  k: vec3f,
  boost: f32,
  weight: f32,
}

fn conductor_prepare(weight: f32, n: vec3f, k: vec3f, fit: vec2f) -> Conductor {
  return Conductor(n, k, ggx_boost(fit), weight);
}

fn conductor_evaluate(lobe: Conductor, reflection: f32, wo_h: f32) -> Closure {
  let f = fresnel_conductor(wo_h, lobe.n, lobe.k);
  return Closure(f * (1.0 + f * lobe.boost) * (lobe.weight * reflection), 0.0);
}

// Schlick's curve through the reflectance at normal incidence stands for the conductor's own.
fn conductor_albedo(lobe: Conductor, fit: vec2f, n_wo: f32) -> Closure {
  let albedo = fresnel_conductor(1.0, lobe.n, lobe.k) * fit.x + fit.y;
  return Closure(albedo * (1.0 + fresnel_conductor(n_wo, lobe.n, lobe.k) * lobe.boost) * lobe.weight, 0.0);
}
