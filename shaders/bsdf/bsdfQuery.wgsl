// Records of the kernels that ask material programs questions (src/materials/bsdfQueries.ts).

import package::bsdf::bsdf::{SurfacePoint};

struct BsdfConfiguration {
  point: SurfacePoint,
  wo: vec3f,
  // Random numbers for `prepare`.
  u: vec3f,
}

struct BsdfQuerySettings {
  count: u32,
  seed: u32,
}

struct BsdfQueryValue {
  value: vec3f,
  pdf: f32,
}

struct BsdfQuerySample {
  wi: vec3f,
  pdf: f32,
  weight: vec3f,
  lobe: u32,
  albedo: vec3f,
}
