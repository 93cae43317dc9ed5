// What a path carries from kernel to kernel, one entry a path of the wave.
import package::path::rayCone::RayCone;

// Marks a path of the wave that no pixel owns (blocks stick out of the image).
const NO_PIXEL = 0xffffffffu;
// Bin of a path that is over: nothing is traced or shaded for it again.
const NO_BIN = 0xffffffffu;
// Bin 0 holds the rays that left the scene; the others by `Queues.slots`.
const BIN_ESCAPE = 0u;
// `pdf` of a ray that no surface has scattered: it sees the background.
const CAMERA_RAY = -1.0;
// A ray to a point light stops short of it by this share: the light itself is not in the scene, a lamp's glass may be.
const SHORT_OF_LIGHT = 0.9999;

struct PathState {
  origin: vec3f,
  // Solid-angle density with which the last surface sampled `direction`; 0 where no light sample competes with it
  // (delta lobes, paths in a medium), CAMERA_RAY before any surface.
  pdf: f32,
  direction: vec3f,
  // Row-major index into the film, or NO_PIXEL.
  pixel: u32,
  // Zero when the path is over.
  throughput: vec3f,
  // Surface vertices shaded so far, and PASSED for every place passed where nothing was: each place has random numbers of its own.
  depth: u32,
  radiance: vec3f,
  bin: u32,
  cone: RayCone,
  // What the path goes through, packed (shaders/bsdf/medium.wgsl); 0: nothing.
  medium: vec4u,
}

// A light sample on its way: `light` draws it, `shade` turns `radiance` into what it adds, `shadow` tests it.
struct LightRay {
  origin: vec3f,
  // Metres to the light; beyond the scene for the environment.
  distance: f32,
  direction: vec3f,
  // Solid-angle density that competes with BSDF sampling; 0 for delta lights, which only this sample can find.
  pdf: f32,
  // After `light`: radiance / (density · odds of the choice). After `shade`: the path's gain if nothing is in between.
  radiance: vec3f,
}

const PASSED = 256u;

fn vertices_of(depth: u32) -> u32 {
  return depth % PASSED;
}

fn is_over(throughput: vec3f) -> bool {
  return max(throughput.x, max(throughput.y, throughput.z)) <= 0.0;
}
