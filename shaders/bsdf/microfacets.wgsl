// Densities of GGX's visible normals and Smith's masking with both widths: single scattering, exact, where ggx.wgsl keeps
// MaterialX's mean width.

import package::bsdf::ggx::{ggx_distribution};

// Smith's Λ (Heitz 2014, equations 72 and 80); either side.
fn smith_lambda(alpha: vec2f, v: vec3f) -> f32 {
  let stretched = alpha * v.xy;
  return 0.5 * (sqrt(1.0 + dot(stretched, stretched) / max(v.z * v.z, 1e-12)) - 1.0);
}

// Height-correlated; for refraction too, as in pbrt.
fn smith_g2(alpha: vec2f, a: vec3f, b: vec3f) -> f32 {
  return 1.0 / (1.0 + smith_lambda(alpha, a) + smith_lambda(alpha, b));
}

// Per solid angle; a.z > 0 (Heitz 2018).
fn visible_normal_pdf(alpha: vec2f, a: vec3f, h: vec3f) -> f32 {
  let cosine = dot(a, h);
  if (h.z <= 0.0 || cosine <= 0.0) {
    return 0.0;
  }
  return ggx_distribution(h, alpha) * cosine / (max(a.z, 1e-6) * (1.0 + smith_lambda(alpha, a)));
}
