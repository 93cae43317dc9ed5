// MaterialX translucent_bsdf: light from behind, spread evenly.

import package::math::sampling::{INV_PI};

struct Translucent {
  // color·weight
  color: vec3f,
}

fn translucent_prepare(weight: f32, color: vec3f) -> Translucent {
  return Translucent(color * weight);
}

// `wi` in the lobe's axes.
fn translucent_evaluate(lobe: Translucent, wi: vec3f) -> vec3f {
  return lobe.color * (max(-wi.z, 0.0) * INV_PI);
}
