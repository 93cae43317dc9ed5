// MaterialX sheen_bsdf in mode zeltner: a linearly transformed cosine (Zeltner, Burley and Chiang 2022), with
// MaterialX's fits of its coefficients. The lobe is its own density up to a factor, so it is sampled exactly.

import package::bsdf::lobe::{Closure, LobeGeometry};
import package::math::sampling::{PI, INV_PI, sample_cosine};

struct ZeltnerSheen {
  // color·weight·albedo
  color: vec3f,
  a_inverse: f32,
  b_inverse: f32,
  // Unit vector along wo's part across the normal.
  azimuth: vec2f,
  throughput: f32,
}

fn zeltner_fit(x: f32, y: f32) -> f32 {
  let s = y * (0.0206607 + 1.58491 * y) / (0.0379424 + y * (1.32227 + y));
  let m = y * (-0.193854 + y * (-1.14885 + y * (1.7932 - 0.95943 * y * y))) / (0.046391 + y);
  let o = y * (0.000654023 + (-0.0207818 + 0.119681 * y) * y) / (1.26264 + y * (-1.92021 + y));
  let z = (x - m) / s;
  // The fit dips below 0 by 1e-5 for smooth cloth.
  return max(exp(-0.5 * z * z) / (s * sqrt(2.0 * PI)) + o, 0.0);
}

fn zeltner_sheen_prepare(weight: f32, color: vec3f, roughness: f32, wo: vec3f) -> ZeltnerSheen {
  let x = wo.z;
  let y = clamp(roughness, 0.01, 1.0);
  let a = (2.58126 * x + 0.813703 * y) * y / (1.0 + 0.310327 * x * x + 2.60994 * x * y);
  let b_bottom = 0.0000254053 + 1.71228 * x - 1.71506 * x * y + 1.34174 * y * y;
  let b = sqrt(max(1.0 - x, 0.0)) * (y - 1.0) * y * y * y / b_bottom;
  let fit = zeltner_fit(x, y);
  let across = length(wo.xy);
  let azimuth = select(vec2f(1.0, 0.0), wo.xy / max(across, 1e-12), across > 1e-6);
  return ZeltnerSheen(color * (weight * fit), a, b, azimuth, max(1.0 - fit * weight, 0.0));
}

// Per solid angle.
fn zeltner_sheen_pdf(lobe: ZeltnerSheen, wi: vec3f) -> f32 {
  let x = dot(lobe.azimuth, wi.xy);
  let y = lobe.azimuth.x * wi.y - lobe.azimuth.y * wi.x;
  let w = vec3f(lobe.a_inverse * x + lobe.b_inverse * wi.z, lobe.a_inverse * y, wi.z);
  let stretch = lobe.a_inverse / dot(w, w);
  return max(w.z, 0.0) * INV_PI * stretch * stretch;
}

fn zeltner_sheen_evaluate(lobe: ZeltnerSheen, pdf: f32) -> Closure {
  return Closure(lobe.color * pdf, lobe.throughput);
}

// f·|cos|, for callers who do not need the density by itself.
fn zeltner_sheen_response(lobe: ZeltnerSheen, wi: vec3f) -> vec3f {
  return lobe.color * zeltner_sheen_pdf(lobe, wi);
}

fn zeltner_sheen_sample(lobe: ZeltnerSheen, u: vec2f) -> vec3f {
  let c = sample_cosine(u);
  let w = normalize(vec3f((c.x - c.z * lobe.b_inverse) / lobe.a_inverse, c.y / lobe.a_inverse, c.z));
  return vec3f(lobe.azimuth * w.x + vec2f(-lobe.azimuth.y, lobe.azimuth.x) * w.y, w.z);
}

fn zeltner_sheen_albedo(lobe: ZeltnerSheen) -> Closure {
  return Closure(lobe.color, lobe.throughput);
}
