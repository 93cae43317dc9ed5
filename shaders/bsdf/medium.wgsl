// What absorbs and scatters evenly: coefficients per unit of the ways through it, Henyey and Greenstein's phase function.
// src/materials/layered/medium.ts is the float64 face.

import package::math::frame::axes_across;
import package::math::sampling::{INV_PI, unit_circle};

// Beyond, f32 loses the peak.
const MOST_ANISOTROPY = 0.95;

struct Medium {
  absorption: vec3f,
  // Of the phase function: above 0 light goes on as it came.
  anisotropy: f32,
  scattering: vec3f,
}

struct Flight {
  // Way that it went on; below 0: as far as it could.
  way: f32,
  weight: vec3f,
}

fn bounded_anisotropy(anisotropy: f32) -> f32 {
  return clamp(anisotropy, -MOST_ANISOTROPY, MOST_ANISOTROPY);
}

fn medium_of(absorption: vec3f, scattering: vec3f, anisotropy: f32) -> Medium {
  return Medium(max(absorption, vec3f(0.0)), bounded_anisotropy(anisotropy), max(scattering, vec3f(0.0)));
}

fn medium_extinction(medium: Medium) -> vec3f {
  return medium.absorption + medium.scattering;
}

fn medium_transmittance(medium: Medium, way: f32) -> vec3f {
  return exp(-medium_extinction(medium) * way);
}

// Per solid angle, and its own density; both directions point away from where light is scattered.
fn medium_phase(medium: Medium, a: vec3f, b: vec3f) -> f32 {
  let g = medium.anisotropy;
  let bend = max(1.0 + g * g + 2.0 * g * dot(a, b), 1e-6);
  return 0.25 * INV_PI * (1.0 - g * g) / (bend * sqrt(bend));
}

fn medium_sample_phase(medium: Medium, a: vec3f, u: vec2f) -> vec3f {
  let g = medium.anisotropy;
  let square = (1.0 - g * g) / (1.0 + g - 2.0 * g * u.x);
  // Cosine to where the path was going, -a.
  let cosine = select((1.0 + g * g - square * square) / (2.0 * g), 1.0 - 2.0 * u.x, abs(g) < 1e-3);
  let local = sqrt(max(0.0, 1.0 - cosine * cosine)) * unit_circle(u.y);
  let axes = axes_across(a);
  return normalize(axes * local - a * cosine);
}

// Through the `ahead` that lies before it, in one channel drawn by `odds` (their sum is 1); weighed by all three's.
fn medium_fly(medium: Medium, ahead: f32, odds: vec3f, u: vec2f) -> Flight {
  let extinction = medium_extinction(medium);
  let passed = medium_transmittance(medium, ahead);
  // Nothing scatters: the light that passes is known.
  if (all(medium.scattering == vec3f(0.0))) {
    return Flight(-1.0, passed);
  }
  var channel = select(0u, 1u, u.x >= odds.x);
  channel = select(channel, 2u, u.x >= odds.x + odds.y);
  let way = -log(1.0 - u.y) / max(extinction[channel], 1e-12);
  if (way >= ahead) {
    return Flight(-1.0, passed / max(dot(passed, odds), 1e-30));
  }
  let reached = medium_transmittance(medium, way);
  return Flight(way, reached * medium.scattering / max(dot(reached * extinction, odds), 1e-30));
}

// The densest that a path can carry, per metre. A denser channel keeps the share of it that scatters.
const DENSEST = 65504.0;

// Seven halves: 5e-4 of a coefficient above 6e-5, 3e-8 below.
fn pack_medium(medium: Medium) -> vec4u {
  // Finite first: nothing times endless is no number.
  let absorption = min(medium.absorption, vec3f(1e30));
  let scattering = min(medium.scattering, vec3f(1e30));
  let scale = min(vec3f(1.0), DENSEST / max(max(absorption, scattering), vec3f(1.0)));
  let a = scale * absorption;
  let s = scale * scattering;
  return vec4u(
    pack2x16float(a.xy),
    pack2x16float(vec2f(a.z, medium.anisotropy)),
    pack2x16float(s.xy),
    pack2x16float(vec2f(s.z, 0.0)),
  );
}

fn unpack_medium(packed: vec4u) -> Medium {
  let a = unpack2x16float(packed.y);
  return Medium(
    vec3f(unpack2x16float(packed.x), a.x),
    a.y,
    vec3f(unpack2x16float(packed.z), unpack2x16float(packed.w).x),
  );
}
