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
  // Random numbers of `prepare`.
  u: vec3f,
  wi: array<vec3f, DIRECTIONS>,
  // Incident radiance over the mixture's density; 0 below the horizon.
  weighted_radiance: array<vec3f, DIRECTIONS>,
}

struct FidelitySettings {
  camera: Camera,
  seed: u32,
  // Counts the camera samples of a pixel.
  sample: u32,
}
