// A layer that absorbs and scatters, one unit thick: its coefficients are optical depths along the normal.
// Of a Boundary: `first` absorption, `second` scattering, `parameter` the anisotropy of Henyey and Greenstein's phase function.

import package::bsdf::boundary::{Boundary};
import package::math::sampling::{INV_PI, unit_circle};

// Beyond, f32 loses the peak.
const MOST_ANISOTROPY = 0.95;

struct Flight {
  // Depth that it went on, of the layer's thickness; below 0: it left the layer.
  depth: f32,
  weight: vec3f,
}

fn medium_transmittance(medium: Boundary, depth: f32, direction: vec3f) -> vec3f {
  return exp(-max(medium.first + medium.second, vec3f(0.0)) * (depth / max(abs(direction.z), 1e-6)));
}

fn medium_anisotropy(medium: Boundary) -> f32 {
  return clamp(medium.parameter, -MOST_ANISOTROPY, MOST_ANISOTROPY);
}

// Per solid angle, and its own density; both directions point away from where light is scattered.
fn medium_phase(medium: Boundary, a: vec3f, b: vec3f) -> f32 {
  let g = medium_anisotropy(medium);
  let bend = max(1.0 + g * g + 2.0 * g * dot(a, b), 1e-6);
  return 0.25 * INV_PI * (1.0 - g * g) / (bend * sqrt(bend));
}

fn medium_sample_phase(medium: Boundary, a: vec3f, u: vec2f) -> vec3f {
  let g = medium_anisotropy(medium);
  let square = (1.0 - g * g) / (1.0 + g - 2.0 * g * u.x);
  // Cosine to where the path was going, -a.
  let cosine = select((1.0 + g * g - square * square) / (2.0 * g), 1.0 - 2.0 * u.x, abs(g) < 1e-3);
  let local = sqrt(max(0.0, 1.0 - cosine * cosine)) * unit_circle(u.y);
  // Axes across a (Duff et al. 2017).
  let turned = select(-1.0, 1.0, a.z >= 0.0);
  let p = -1.0 / (turned + a.z);
  let q = a.x * a.y * p;
  let x = vec3f(1.0 + turned * a.x * a.x * p, turned * q, -turned * a.x);
  let y = vec3f(q, turned + a.y * a.y * p, -a.y);
  return normalize(x * local.x + y * local.y - a * cosine);
}

fn mean3(v: vec3f) -> f32 {
  return dot(v, vec3f(1.0 / 3.0));
}

// Through the `ahead` of the thickness that lies before it, in one channel drawn from three; weighed by all three's odds.
fn medium_fly(medium: Boundary, ahead: f32, direction: vec3f, u: vec2f) -> Flight {
  let scattering = max(medium.second, vec3f(0.0));
  let extinction = max(medium.first + medium.second, vec3f(0.0));
  let passed = medium_transmittance(medium, ahead, direction);
  // Nothing scatters: the light that passes is known.
  if (all(scattering == vec3f(0.0))) {
    return Flight(-1.0, passed);
  }
  let channel = min(u32(3.0 * u.x), 2u);
  let depth = -log(1.0 - u.y) * max(abs(direction.z), 1e-6) / max(extinction[channel], 1e-12);
  if (depth >= ahead) {
    return Flight(-1.0, passed / max(mean3(passed), 1e-30));
  }
  let reached = medium_transmittance(medium, depth, direction);
  return Flight(depth, reached * scattering / max(mean3(reached * extinction), 1e-30));
}
