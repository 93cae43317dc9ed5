// MaterialX sheen_bsdf in mode conty_kulla (Conty Estevez and Kulla 2017, equation 2), with MaterialX's smooth denominator.

import package::bsdf::lobe::{Closure, LobeGeometry, COSINE_MIN};
import package::math::sampling::{PI};

struct Sheen {
  // color·weight
  color: vec3f,
  inverse_roughness: f32,
  throughput: f32,
}

// MaterialX's rational fit of the directional albedo of a white lobe.
fn sheen_fit(n_wo: f32, roughness: f32) -> f32 {
  let x = n_wo;
  let y = roughness;
  var r = vec2f(13.673, 1.0) + vec2f(-68.78018, 61.57746) * x + vec2f(799.08825, 442.78211) * y;
  r += vec2f(-905.00061, 2597.49308) * (x * y) + vec2f(60.28956, 121.81241) * (x * x);
  r += vec2f(1086.96473, 3045.55075) * (y * y);
  return clamp(r.x / r.y, 0.0, 1.0);
}

fn sheen_prepare(weight: f32, color: vec3f, roughness: f32, n_wo: f32) -> Sheen {
  let throughput = max(1.0 - sheen_fit(n_wo, roughness) * weight, 0.0);
  return Sheen(color * weight, 1.0 / max(roughness, 0.005), throughput);
}

fn sheen_evaluate(lobe: Sheen, g: LobeGeometry) -> Closure {
  let cosine = max(g.wi.z, 0.0);
  let n_h = clamp(g.h.z, COSINE_MIN, 1.0);
  let sine2 = max(1.0 - n_h * n_h, 1e-7);
  let d = (2.0 + lobe.inverse_roughness) * pow(sine2, 0.5 * lobe.inverse_roughness) / (2.0 * PI);
  let denominator = 4.0 * (cosine + g.wo.z - cosine * g.wo.z);
  return Closure(lobe.color * (d * cosine / denominator), lobe.throughput);
}

fn sheen_albedo(weight: f32, color: vec3f, roughness: f32, n_wo: f32) -> Closure {
  let fit = sheen_fit(n_wo, roughness);
  return Closure(color * (weight * fit), max(1.0 - fit * weight, 0.0));
}
