// Warps from the unit square, and the constants they need.

const PI = 3.14159265358979;
const INV_PI = 0.318309886183791;

// (cos, sin) of `turn` full turns, to 2e-7. WGSL promises its own sin and cos to 5e-4 only, and software adapters use
// that freedom: directions would not be of unit length, nor follow their density where a lobe is narrow.
fn unit_circle(turn: f32) -> vec2f {
  let quarter = round(turn * 4.0);
  // In [-π/4, π/4]: Taylor series to the ninth power.
  let a = (turn - quarter * 0.25) * (2.0 * PI);
  let a2 = a * a;
  let s = a * (1.0 - a2 * (1.0 / 6.0 - a2 * (1.0 / 120.0 - a2 * (1.0 / 5040.0 - a2 / 362880.0))));
  let c = 1.0 - a2 * (0.5 - a2 * (1.0 / 24.0 - a2 * (1.0 / 720.0 - a2 / 40320.0)));
  let q = u32(i32(quarter) & 3);
  let swapped = select(vec2f(c, s), vec2f(-s, c), (q & 1u) == 1u);
  return select(swapped, -swapped, q >= 2u);
}

// Cosine-weighted direction about +z; density z/π.
fn sample_cosine(u: vec2f) -> vec3f {
  return vec3f(sqrt(u.y) * unit_circle(u.x), sqrt(1.0 - u.y));
}

// Two independent numbers, normally distributed with mean 0 and deviation 1 (Box and Muller 1958).
fn gaussian_pair(u: vec2f) -> vec2f {
  return sqrt(-2.0 * log(max(1.0 - u.x, 1e-12))) * unit_circle(u.y);
}

// Shares `total` between a pick and the rest: how likely an alternative of weight `part` is taken, never below `floor_odds`.
fn floored_odds(part: f32, total: f32, count: f32, floor_odds: f32) -> f32 {
  if (total <= 0.0) {
    return 1.0 / count;
  }
  return floor_odds + (1.0 - count * floor_odds) * part / total;
}
