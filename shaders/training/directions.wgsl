// Pairs of directions: cosine-distributed, or uniform in the half/difference angles of Rusinkiewicz, "A New Change of Variables for
// Efficient BRDF Representation" (1998): specular peaks get their share however narrow they are.
import package::math::frame::{frame_from, from_frame};
import package::math::pcg::{Rng, rng_f32, rng_vec2f};
import package::math::sampling::sample_cosine;

struct DirectionPair {
  wo: vec3f,
  wi: vec3f,
}

const HALF_PI = 1.57079632679;
const TWO_PI = 6.28318530718;

fn half_difference_pair(half: vec2f, difference: vec2f) -> DirectionPair {
  let theta_h = half.x * HALF_PI;
  let phi_h = half.y * TWO_PI;
  let theta_d = difference.x * HALF_PI;
  let phi_d = difference.y * TWO_PI;
  let h_x = vec3f(cos(theta_h) * cos(phi_h), cos(theta_h) * sin(phi_h), -sin(theta_h));
  let h_y = vec3f(-sin(phi_h), cos(phi_h), 0.0);
  let h = vec3f(sin(theta_h) * cos(phi_h), sin(theta_h) * sin(phi_h), cos(theta_h));
  let around = sin(theta_d) * (cos(phi_d) * h_x + sin(phi_d) * h_y);
  return DirectionPair(cos(theta_d) * h - around, cos(theta_d) * h + around);
}

// Uniform in solid angle within a cone about `axis`; `cone`: one minus the cosine of its half angle.
fn cone_direction(axis: vec3f, cone: f32, u: vec2f) -> vec3f {
  let z = 1.0 - u.x * cone;
  let r = sqrt(max(1.0 - z * z, 0.0));
  let phi = TWO_PI * u.y;
  return from_frame(frame_from(axis, vec3f(1.0, 0.0, 0.0)), vec3f(r * cos(phi), r * sin(phi), z));
}

// A share of pairs as light and viewers find a surface, cosine-distributed. Of the others both directions lie above the
// horizon: pairs below are drawn again; after 16 misses (odds under 1e-5) the pair is
// mirrored up, so that the loop is bounded.
fn draw_pair(rng: ptr<function, Rng>, cosine_fraction: f32) -> DirectionPair {
  if (rng_f32(rng) < cosine_fraction) {
    let wo = sample_cosine(rng_vec2f(rng));
    return DirectionPair(wo, sample_cosine(rng_vec2f(rng)));
  }
  var pair: DirectionPair;
  for (var i = 0u; i < 16u; i++) {
    let half = rng_vec2f(rng);
    pair = half_difference_pair(half, rng_vec2f(rng));
    if (pair.wo.z > 0.0 && pair.wi.z > 0.0) {
      return pair;
    }
  }
  pair.wo.z = max(abs(pair.wo.z), 1e-3);
  pair.wi.z = max(abs(pair.wi.z), 1e-3);
  return DirectionPair(normalize(pair.wo), normalize(pair.wi));
}
