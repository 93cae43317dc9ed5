// One boundary of a layered stack through which light walks (src/materials/layered/transport/boundary.ts is the other face).
// Directions are of the mesh's frame and point away from the boundary: `a` to where the path came from (the viewer's side), `b`
// to where light comes from. z > 0 is above. Kernels carry radiance over the squared index of its medium.

import package::bsdf::medium::{Medium, medium_of};
import package::math::frame::{Frame};

const BOUNDARY_DIELECTRIC = 0u;
// Microfacets that reflect by a curve of the lobe's own; what passes goes straight on.
const BOUNDARY_CONDUCTOR = 1u;
const BOUNDARY_SCHLICK = 2u;
// Drawn by the cosine.
const BOUNDARY_SHEEN = 3u;
const BOUNDARY_ZELTNER_SHEEN = 4u;
const BOUNDARY_OREN_NAYAR = 5u;
const BOUNDARY_OREN_NAYAR_COMPENSATED = 6u;
const BOUNDARY_BURLEY = 7u;
// Absorbs all.
const BOUNDARY_BLACK = 8u;
// No boundary, but what lies between two.
const BOUNDARY_MEDIUM = 9u;

const EVENT_NONE = 0u;
const EVENT_REFLECTED = 1u;
const EVENT_REFRACTED = 2u;
const EVENT_STRAIGHT = 3u;

// Odds of an event are the mean of its share over the channels.
const GREY = vec3f(1.0 / 3.0);

struct Boundary {
  kind: u32,
  // How likely it is there; of an opaque one, a factor of what it reflects.
  weight: f32,
  // How likely the mixes above choose it.
  odds: f32,
  axes: Frame,
  alpha: vec2f,
  // Dielectrics: the index below, and over the index above once a walk has chosen its boundaries.
  ior: f32,
  // A thin film on it: thickness in nanometres (0: none) and index; relative to the index above once chosen.
  film: vec2f,
  // Of what is reflected from above.
  tint: vec3f,
  // Conductors: n, k. Schlick: f0, f82, f90. Media: absorption, scattering. All else: colour.
  first: vec3f,
  second: vec3f,
  third: vec3f,
  // Schlick: exponent. Diffuse lobes and sheen: roughness. Media: anisotropy. Conductors, once chosen: the index above.
  parameter: f32,
}

struct Scattered {
  event: u32,
  direction: vec3f,
  // Of a path that goes straight on: share over odds.
  through: vec3f,
}

// Kernel and density, with the odds of the event, for one pair of directions.
struct ScatterValue {
  kernel: vec3f,
  pdf: f32,
}

fn no_scatter() -> Scattered {
  return Scattered(EVENT_NONE, vec3f(0.0, 0.0, 1.0), vec3f(0.0));
}

fn is_opaque(kind: u32) -> bool {
  return kind == BOUNDARY_CONDUCTOR || (kind >= BOUNDARY_OREN_NAYAR && kind <= BOUNDARY_BLACK);
}

// The axes with z turned to face `a`, as MaterialX turns normals to face the viewer.
fn facing_axes(axes: Frame, a: vec3f) -> Frame {
  if (dot(axes.z, a) < 0.0) {
    return Frame(axes.x, -axes.y, -axes.z);
  }
  return axes;
}

// Of a layer of this depth. Media are one unit thick: their coefficients are optical depths along the normal.
fn way_through(depth: f32, direction: vec3f) -> f32 {
  return depth / max(abs(direction.z), 1e-6);
}

fn boundary_medium(boundary: Boundary) -> Medium {
  return medium_of(boundary.first, boundary.second, boundary.parameter);
}
