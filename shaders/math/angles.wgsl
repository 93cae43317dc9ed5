// Angles in turns, accurate to a few 1e-7 everywhere: WGSL promises only 2^-11 for sin and cos, and 4096 ulp for atan2.

const TAU = 6.283185307179586;

// (cos, sin) of an angle given in turns.
fn cos_sin_turns(turns: f32) -> vec2f {
  let quarter = round(4.0 * turns);
  let x = TAU * (turns - 0.25 * quarter);
  let z = x * x;
  // Taylor to the ninth power; |x| <= π/4.
  let c = 1.0 - z * (0.5 - z * (1.0 / 24.0 - z * (1.0 / 720.0 - z / 40320.0)));
  let s = x * (1.0 - z * (1.0 / 6.0 - z * (1.0 / 120.0 - z * (1.0 / 5040.0 - z / 362880.0))));
  let turned = select(vec2f(c, s), vec2f(-s, c), (i32(quarter) & 1) != 0);
  return select(turned, -turned, (i32(quarter) & 2) != 0);
}

// Angle of (x, y) in turns, in [-1/2, 1/2]; 0 at the origin.
fn atan2_turns(y: f32, x: f32) -> f32 {
  let a = abs(vec2f(x, y));
  let steep = a.y > a.x;
  let ratio = min(a.x, a.y) / max(max(a.x, a.y), 1e-30);
  // tan(π/8): beyond it, the angle to the diagonal is smaller.
  let far = ratio > 0.41421356;
  let r = select(ratio, (ratio - 1.0) / (ratio + 1.0), far);
  let z = r * r;
  // Minimax polynomial of Cephes' atanf (Moshier).
  let small = (((8.05374449538e-2 * z - 1.38776856032e-1) * z + 1.99777106478e-1) * z - 3.33329491539e-1) * z * r + r;
  let first = small / TAU + select(0.0, 0.125, far);
  let half = select(first, 0.25 - first, steep);
  let upper = select(half, 0.5 - half, x < 0.0);
  return select(upper, -upper, y < 0.0);
}
