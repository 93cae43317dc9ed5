// Light through the microfacets of an interface (Walter et al. 2007), single scattering. Vectors are in the axes of the
// normals, `a` above; `far`: index of the far side over that of a's.

import package::bsdf::fresnel::{fresnel_dielectric};
import package::bsdf::ggx::{ggx_distribution, ggx_visible_normal};
import package::bsdf::microfacets::{smith_g2, visible_normal_pdf};

// Fresnel's share left out.
struct Refraction {
  // f·|cos|; light is as strong inside as outside (no square of the index).
  value: f32,
  // Of `refraction_sample`.
  pdf: f32,
  // Cosine of `wo` to the facet.
  wo_h: f32,
}

// Density of normals to density of refracted directions.
fn refraction_jacobian(far: f32, a_h: f32, b_h: f32) -> f32 {
  let stretch = a_h + far * b_h;
  return far * far * abs(b_h) / max(stretch * stretch, 1e-12);
}

// The normal that sends `b` to `a`: bisector, or generalised half vector; z <= 0 where none can.
fn scattering_normal(a: vec3f, b: vec3f, far: f32, refracted: bool) -> vec3f {
  let side = select(1.0, -1.0, refracted);
  let sum = a + select(1.0, far, refracted) * b;
  let length2 = dot(sum, sum);
  if (a.z <= 0.0 || b.z * side <= 0.0 || length2 < 1e-12) {
    return vec3f(0.0, 0.0, -1.0);
  }
  let unit = sum * inverseSqrt(length2);
  let h = select(unit, -unit, unit.z < 0.0);
  if (dot(a, h) <= 0.0 || dot(b, h) * side <= 0.0) {
    return vec3f(0.0, 0.0, -1.0);
  }
  return h;
}

// z = 0: total reflection.
fn refract_about(a: vec3f, h: vec3f, far: f32) -> vec3f {
  let c = dot(a, h);
  let inner = 1.0 - (1.0 - c * c) / (far * far);
  if (inner <= 0.0) {
    return vec3f(0.0);
  }
  return normalize(-a / far + h * (c / far - sqrt(inner)));
}

fn refraction(alpha: vec2f, wo: vec3f, wi: vec3f, far: f32) -> Refraction {
  let h = scattering_normal(wo, wi, far, true);
  if (h.z <= 0.0) {
    return Refraction(0.0, 0.0, 1.0);
  }
  let wo_h = dot(wo, h);
  let jacobian = refraction_jacobian(far, wo_h, dot(wi, h));
  let value = ggx_distribution(h, alpha) * smith_g2(alpha, wo, wi) * wo_h * jacobian / wo.z;
  return Refraction(value, visible_normal_pdf(alpha, wo, h) * jacobian, wo_h);
}

// About a visible normal; z >= 0: none.
fn refraction_sample(alpha: vec2f, wo: vec3f, far: f32, u: vec2f) -> vec3f {
  return refract_about(wo, ggx_visible_normal(alpha, wo, u), far);
}

// Odds that a facet reflects, at the cosine to its normal; `mirrored`: the share that reflects whatever Fresnel says. Neither
// side is starved where what is seen is not by Fresnel's shares.
fn interface_odds(wo_h: f32, far: f32, mirrored: f32) -> f32 {
  return clamp(mix(fresnel_dielectric(wo_h, far), 1.0, mirrored), 0.02, 0.98);
}

struct InterfaceSample {
  // Zero: none.
  direction: vec3f,
  // Bent, not mirrored.
  bent: bool,
}

// A reflection or a refraction at a visible normal.
fn interface_sample(alpha: vec2f, wo: vec3f, far: f32, mirrored: f32, u: vec3f) -> InterfaceSample {
  let h = ggx_visible_normal(alpha, wo, u.xy);
  let wo_h = dot(wo, h);
  let bent = u.z >= interface_odds(max(wo_h, 0.0), far, mirrored);
  return InterfaceSample(select(2.0 * wo_h * h - wo, refract_about(wo, h, far), bent), bent);
}
