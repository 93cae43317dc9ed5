// MaterialX dielectric_bsdf, scatter_mode T: what an interface lets through.

import package::bsdf::dielectric::{inside_reflectance};
import package::bsdf::fresnel::{fresnel_dielectric};
import package::bsdf::refraction::{Refraction};

struct DielectricTransmission {
  // tint·weight
  tint: vec3f,
  // Index of the far side over the viewer's.
  far: f32,
  // What a reflecting lobe of the same interface leaves to the layers below it, by MaterialX's fit; 1: nobody has taken it yet.
  open: f32,
}

const OPEN_MIN = 1e-3;
// Inside, near the critical angle, `open` is a mean over facets of which one lets more through than another.
const MOST_INSIDE = 1.5;

// `left`: throughput of the reflecting lobe.
fn dielectric_transmission_prepare(weight: f32, tint: vec3f, ior: f32, left: f32) -> DielectricTransmission {
  return DielectricTransmission(max(tint, vec3f(0.0)) * weight, ior, max(left, OPEN_MIN));
}

// Under a reflecting lobe of the same interface `open` cancels: what the two scatter together is the interface's.
fn dielectric_transmission_evaluate(lobe: DielectricTransmission, bent: Refraction) -> vec3f {
  let most = select(1.0, MOST_INSIDE, lobe.far < 1.0);
  let share = min((1.0 - fresnel_dielectric(bent.wo_h, lobe.far)) / lobe.open, most);
  return lobe.tint * (share * bent.value);
}

// About the share that passes, for the odds of sampling.
fn dielectric_transmission_albedo(lobe: DielectricTransmission, n_wo: f32, alpha: f32) -> vec3f {
  let reflected = max(fresnel_dielectric(n_wo, lobe.far), inside_reflectance(n_wo, lobe.far, alpha));
  return lobe.tint * min((1.0 - reflected) / lobe.open, 1.0);
}
