// MaterialX burley_diffuse_bsdf (Burley 2012, section 5.3).

import package::bsdf::lobe::{Closure, LobeGeometry};
import package::math::sampling::{INV_PI};

struct Burley {
  // color·weight/π
  color: vec3f,
  roughness: f32,
  // (1 - cos θo)^5
  miss_wo: f32,
}

fn fifth_power(x: f32) -> f32 {
  let x2 = x * x;
  return x2 * x2 * x;
}

fn burley_prepare(weight: f32, color: vec3f, roughness: f32, n_wo: f32) -> Burley {
  return Burley(color * (weight * INV_PI), roughness, fifth_power(1.0 - n_wo));
}

fn burley_evaluate(lobe: Burley, g: LobeGeometry) -> Closure {
  let cosine = max(g.wi.z, 0.0);
  let rise = 2.0 * lobe.roughness * g.wo_h * g.wo_h - 0.5;
  let bend = (1.0 + rise * lobe.miss_wo) * (1.0 + rise * fifth_power(1.0 - cosine));
  return Closure(lobe.color * (bend * cosine), 0.0);
}

// Stephen Hill's curve fit, as in MaterialX.
fn burley_albedo(weight: f32, color: vec3f, roughness: f32, n_wo: f32) -> Closure {
  let smooth_fit = 0.97619 - 0.488095 * fifth_power(1.0 - n_wo);
  let rough_fit = 1.55754 + (-2.02221 + (2.56283 - 1.06244 * n_wo) * n_wo) * n_wo;
  return Closure(color * (weight * mix(smooth_fit, rough_fit, roughness)), 0.0);
}
