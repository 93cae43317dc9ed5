// What every side of the fidelity image is asked for one pixel's camera sample (docs/benchmarks.md).
import package::scene::camera::Camera;

const DIRECTIONS = 3u;

struct FidelityQuery {
  // Object space.
  position: vec3f,
  // 0 where the camera sample misses the object; nothing else is valid then.
  hit: u32,
  // Local frame, as the BSDF contract has it.
  wo: vec3f,
  uv: vec2f,
  // Side of a pixel in uv; 0 where the image is of level 0.
  footprint: f32,
  // Random numbers of `prepare`.
  u: vec3f,
  wi: array<vec3f, DIRECTIONS>,
  // Incident radiance over the mixture's density; 0 below the horizon.
  weighted_radiance: array<vec3f, DIRECTIONS>,
}

struct FidelitySettings {
  camera: Camera,
  seed: u32,
  // Counts the light samples of a pixel; `samples`, a power of two, is above it.
  sample: u32,
  samples: u32,
  // The uv of the sphere, times this.
  uv_scale: f32,
  // Of queries, over that of a pixel; 0: a point.
  footprint_scale: f32,
  // Camera samples a pixel, each seen under many light samples; 0: every light sample has its own.
  places: u32,
}
