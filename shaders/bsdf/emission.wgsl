// MaterialX's emission distributions, by the cosine between viewer and normal.

import package::math::sampling::{unit_circle};

// generalized_schlick_edf: what a clear layer lets out of what shines below it.
fn emission_schlick(c: f32, color0: vec3f, color90: vec3f, exponent: f32) -> vec3f {
  // pow(0, y) is undefined on some drivers.
  return mix(color0, color90, pow(clamp(1.0 - c, 1e-7, 1.0), exponent));
}

// conical_edf: 1 within `inner` degrees of the normal, 0 beyond `outer`, smooth between; all or nothing where they are crossed.
fn emission_cone(c: f32, inner: f32, outer: f32) -> f32 {
  let edge = unit_circle(clamp(inner, 0.0, 180.0) / 360.0).x;
  let end = unit_circle(clamp(max(inner, outer), 0.0, 180.0) / 360.0).x;
  if (edge <= end) {
    return select(0.0, 1.0, c >= edge);
  }
  let t = clamp((c - end) / (edge - end), 0.0, 1.0);
  return t * t * (3.0 - 2.0 * t);
}
