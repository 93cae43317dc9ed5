// MaterialX oren_nayar_diffuse_bsdf without energy compensation: the qualitative model of Oren and Nayar 1994.

import package::bsdf::lobe::{Closure, LobeGeometry, COSINE_MIN};
import package::math::sampling::{INV_PI};

struct OrenNayar {
  // color·weight/π
  color: vec3f,
  a: f32,
  b: f32,
}

fn oren_nayar_prepare(weight: f32, color: vec3f, roughness: f32) -> OrenNayar {
  let s2 = roughness * roughness;
  return OrenNayar(color * (weight * INV_PI), 1.0 - 0.5 * s2 / (s2 + 0.33), 0.45 * s2 / (s2 + 0.09));
}

// cos(φi - φo)·sin·tan of the two angles, as far as it is positive.
fn oren_nayar_azimuth(g: LobeGeometry) -> f32 {
  return clamp(g.wi_wo, COSINE_MIN, 1.0) - g.wi.z * g.wo.z;
}

fn oren_nayar_evaluate(lobe: OrenNayar, g: LobeGeometry) -> Closure {
  let cosine = max(g.wi.z, 0.0);
  let bend = max(oren_nayar_azimuth(g), 0.0) / max(cosine, g.wo.z);
  return Closure(lobe.color * ((lobe.a + lobe.b * bend) * cosine), 0.0);
}

// MaterialX's rational fit.
fn oren_nayar_albedo(weight: f32, color: vec3f, roughness: f32, n_wo: f32) -> Closure {
  let r2 = roughness * roughness;
  let top = 1.0 - 0.4297 * roughness - 0.7632 * n_wo * roughness + 1.4385 * r2;
  let bottom = 1.0 - 0.6076 * roughness - 0.4993 * n_wo * roughness + 2.0315 * r2;
  return Closure(color * (weight * clamp(top / bottom, 0.0, 1.0)), 0.0);
}
