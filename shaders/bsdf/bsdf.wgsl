// What every material program takes and gives. See docs/conventions.md for the contract.

const LOBE_NONE = 0u;
const LOBE_DIFFUSE = 1u;
const LOBE_GLOSSY = 2u;
const LOBE_DELTA = 4u;

// The place being shaded, as far as a material may know it. Directions come separately, in the local frame.
struct SurfacePoint {
  // Object space; for pattern nodes that read `position`.
  position: vec3f,
  uv: vec2f,
  // Side of what a pixel sees of the surface, in uv; 0: a point.
  footprint: f32,
  // Which of the materials that share a program's buffers; 0 where they do not.
  member: u32,
  // 1 where the viewer sees the back of the mesh, the inside of what it bounds.
  back: u32,
}

struct BsdfSample {
  wi: vec3f,
  pdf: f32,
  // f·|cos| / pdf
  weight: vec3f,
  lobe: u32,
}

struct ShadeResult {
  f_light: vec3f,
  pdf_light: f32,
  wi: vec3f,
  pdf: f32,
  weight: vec3f,
  lobe: u32,
  albedo: vec3f,
  // Radiance towards the viewer, of the surface's own; 0 where a program says nothing.
  emission: vec3f,
  // Share of the surface that is not there; all else is said of the rest.
  transparency: f32,
  // The medium that the mesh's front bounds, per metre, packed (shaders/bsdf/medium.wgsl): where a path goes in, it is in it.
  // 0: nothing.
  interior: vec4u,
}

fn failed_sample() -> BsdfSample {
  return BsdfSample(vec3f(0.0, 0.0, 1.0), 0.0, vec3f(0.0), LOBE_NONE);
}
