// MaterialX oren_nayar_diffuse_bsdf with energy compensation: Fujii's model and OpenPBR's multiple scattering.

import package::bsdf::lobe::{Closure, LobeGeometry};
import package::bsdf::orenNayar::{oren_nayar_azimuth};
import package::math::sampling::{PI, INV_PI};

struct OrenNayarCompensated {
  // color·A·weight/π
  single: vec3f,
  // Multiple scattering, all but its factor in wi; times weight/π.
  multiple: vec3f,
  roughness: f32,
}

fn fujii_a(roughness: f32) -> f32 {
  return 1.0 / (1.0 + (0.5 - 2.0 / (3.0 * PI)) * roughness);
}

// Directional albedo of the single-scattering part.
fn fujii_albedo(cosine: f32, roughness: f32) -> f32 {
  let a = fujii_a(roughness);
  let s = sqrt(max(0.0, 1.0 - cosine * cosine));
  let g = s * (acos(clamp(cosine, -1.0, 1.0)) - s * cosine) + 2.0 * ((s / cosine) * (1.0 - s * s * s) - s) / 3.0;
  return a + roughness * a * g * INV_PI;
}

fn fujii_average(roughness: f32) -> f32 {
  return fujii_a(roughness) * (1.0 + (2.0 / 3.0 - 28.0 / (15.0 * PI)) * roughness);
}

// Colour of light that leaves after two bounces or more.
fn fujii_multiple(color: vec3f, average: f32) -> vec3f {
  return color * color * average / (1.0 - color * max(0.0, 1.0 - average));
}

fn oren_nayar_compensated_prepare(weight: f32, color: vec3f, roughness: f32, n_wo: f32) -> OrenNayarCompensated {
  let average = fujii_average(roughness);
  let lost = max(1e-6, 1.0 - fujii_albedo(n_wo, roughness)) / max(1e-6, 1.0 - average);
  let scale = weight * INV_PI;
  return OrenNayarCompensated(
    color * (fujii_a(roughness) * scale),
    fujii_multiple(color, average) * (lost * scale),
    roughness,
  );
}

fn oren_nayar_compensated_evaluate(lobe: OrenNayarCompensated, g: LobeGeometry) -> Closure {
  if (g.wi.z <= 0.0) {
    return Closure(vec3f(0.0), 0.0);
  }
  let azimuth = oren_nayar_azimuth(g);
  let bend = azimuth / select(1.0, max(g.wi.z, g.wo.z), azimuth > 0.0);
  let multiple = lobe.multiple * max(1e-6, 1.0 - fujii_albedo(max(g.wi.z, 1e-6), lobe.roughness));
  return Closure((lobe.single * (1.0 + lobe.roughness * bend) + multiple) * g.wi.z, 0.0);
}

fn oren_nayar_compensated_albedo(weight: f32, color: vec3f, roughness: f32, n_wo: f32) -> Closure {
  let multiple = fujii_multiple(color, fujii_average(roughness));
  return Closure(mix(multiple, color, fujii_albedo(n_wo, roughness)) * weight, 0.0);
}
