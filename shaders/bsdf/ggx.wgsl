// The GGX microfacet terms that dielectric, conductor and generalized Schlick share.
// D is anisotropic; the masking G and the albedo fit use sqrt(αx·αy), as MaterialX 1.39.4 does.

import package::math::sampling::{PI, unit_circle};
import package::bsdf::lobe::{LobeGeometry, COSINE_MIN};

// Our floor; MaterialX's is 1e-6, whose peak overflows what can be sampled and tested in f32.
const ALPHA_MIN = 1e-3;

// Everything about a lobe that does not depend on wi.
struct Ggx {
  alpha: vec2f,
  // (αx·αy)
  alpha2: f32,
  // sqrt(α² + (1 - α²)·cos²) for wo
  smith_wo: f32,
  // G1(wo) / (4 cos θo) with the anisotropic masking: density of a reflection = D·pdf_scale.
  pdf_scale: f32,
}

// D·G2/(4 cos θo), cosine of wi included, and the density of `ggx_sample`.
struct GgxTerms {
  reflection: f32,
  pdf: f32,
}

fn smith_root(cosine: f32, alpha2: f32) -> f32 {
  return sqrt(alpha2 + (1.0 - alpha2) * cosine * cosine);
}

fn ggx_prepare(roughness: vec2f, wo: vec3f) -> Ggx {
  let alpha = clamp(roughness, vec2f(ALPHA_MIN), vec2f(1.0));
  let stretched = wo.xy * alpha;
  let pdf_scale = 0.5 / (wo.z + sqrt(wo.z * wo.z + dot(stretched, stretched)));
  let alpha2 = alpha.x * alpha.y;
  return Ggx(alpha, alpha2, smith_root(wo.z, alpha2), pdf_scale);
}

// Burley 2012, appendix B.2, equation 13.
fn ggx_distribution(h: vec3f, alpha: vec2f) -> f32 {
  let e = vec3f(h.xy / alpha, h.z);
  let d = dot(e, e);
  return 1.0 / (PI * alpha.x * alpha.y * d * d);
}

// Height-correlated Smith masking (Heitz 2014, equations 72 and 99), divided by 4 cos θo.
fn ggx_terms(ggx: Ggx, g: LobeGeometry) -> GgxTerms {
  if (g.h.z <= 0.0) {
    return GgxTerms(0.0, 0.0);
  }
  let d = ggx_distribution(g.h, ggx.alpha);
  let cosine = max(g.wi.z, 0.0);
  let g2 = 0.5 * cosine / max(smith_root(cosine, ggx.alpha2) * g.wo.z + ggx.smith_wo * cosine, 1e-12);
  return GgxTerms(d * g2, d * ggx.pdf_scale);
}

// A normal that `wo` sees (Dupuy and Benyoub 2023, spherical caps), both in the lobe's axes.
fn ggx_visible_normal(alpha: vec2f, wo: vec3f, u: vec2f) -> vec3f {
  let v = normalize(vec3f(wo.xy * alpha, wo.z));
  let z = (1.0 - u.y) * (1.0 + v.z) - v.z;
  let radius = sqrt(clamp(1.0 - z * z, 0.0, 1.0));
  let cap = vec3f(radius * unit_circle(u.x), z) + v;
  return normalize(vec3f(cap.xy * alpha, max(cap.z, 0.0)));
}

// A reflection off a visible normal.
fn ggx_sample(alpha: vec2f, wo: vec3f, u: vec2f) -> vec3f {
  let h = ggx_visible_normal(alpha, wo, u);
  return 2.0 * dot(wo, h) * h - wo;
}

// MaterialX's rational fit of the directional albedo: E = F0·x + F90·y.
fn ggx_albedo_fit(cosine: f32, alpha: f32) -> vec2f {
  let x = cosine;
  let y = alpha;
  var r = vec4f(0.1003, 0.9345, 1.0, 1.0);
  r += vec4f(-0.6303, -2.323, -1.765, 0.2281) * x + vec4f(9.748, 2.229, 8.263, 15.94) * y;
  r += vec4f(-2.038, -3.748, 11.53, -55.83) * (x * y) + vec4f(29.34, 1.424, 28.96, 13.08) * (x * x);
  r += vec4f(-8.245, -0.7684, -7.507, 41.26) * (y * y) + vec4f(-26.44, 1.436, -36.11, 54.9) * (x * x * y);
  r += vec4f(19.99, 0.2913, 15.86, 300.2) * (x * y * y) + vec4f(-5.448, 0.6286, 33.37, -285.1) * (x * x * y * y);
  return clamp(r.xy / r.zw, vec2f(0.0), vec2f(1.0));
}

// Multiple scattering (Turquin 2019, equations 14 and 16): a lobe grows by 1 + F·boost.
fn ggx_boost(fit: vec2f) -> f32 {
  let single = fit.x + fit.y;
  return (1.0 - single) / max(single, COSINE_MIN);
}
