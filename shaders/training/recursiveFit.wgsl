// Recursive least squares on eight parameters: one measurement at a time, the covariance of the parameters carried along.
// This is the extended Kalman filter (Kalman 1960; Gelb 1974, section 6.1) of parameters that drift.

// Of the parameters (a, b), in blocks; symmetric, so the block ba is the transpose of ab.
struct Covariance {
  aa: mat4x4f,
  ab: mat4x4f,
  bb: mat4x4f,
}

struct Estimate {
  a: vec4f,
  b: vec4f,
  covariance: Covariance,
}

struct FitStep {
  batch: u32,
  // 1 on the first visit of a level: the covariance starts at `prior`.
  fresh: u32,
  // Variance of each parameter at the start of a level, and what is added at every visit.
  prior: f32,
  drift: f32,
  // Added to both sides before logarithms.
  loss_epsilon: f32,
  // Scale of residuals that the model cannot explain; beyond it they count linearly, as in an L1 loss.
  scale: f32,
}

// No parameter moves further than this at one visit: derivatives are local.
const LONGEST_STEP = 0.1;

fn isotropic(variance: f32) -> Covariance {
  let diagonal = mat4x4f(
    vec4f(variance, 0.0, 0.0, 0.0), vec4f(0.0, variance, 0.0, 0.0),
    vec4f(0.0, 0.0, variance, 0.0), vec4f(0.0, 0.0, 0.0, variance),
  );
  return Covariance(diagonal, mat4x4f(), diagonal);
}

fn drifted(c: Covariance, variance: f32) -> Covariance {
  let added = isotropic(variance);
  return Covariance(c.aa + added.aa, c.ab, c.bb + added.bb);
}

// A measurement whose prediction lies `residual` above it and rises by (slope_a, slope_b) per parameter.
fn measured(estimate: Estimate, residual: f32, slope_a: vec4f, slope_b: vec4f, scale: f32) -> Estimate {
  let c = estimate.covariance;
  let p_a = c.aa * slope_a + c.ab * slope_b;
  let p_b = slope_a * c.ab + c.bb * slope_b;
  // Iteratively reweighted least squares: variance of the measurement grows with the residual.
  let noise = scale * max(abs(residual), scale);
  let total = dot(slope_a, p_a) + dot(slope_b, p_b) + noise;
  let gain_a = p_a / total;
  let gain_b = p_b / total;
  let largest = max(abs(residual * gain_a), abs(residual * gain_b));
  let longest = max(max(largest.x, largest.y), max(largest.z, largest.w));
  let taken = residual * min(1.0, LONGEST_STEP / max(longest, 1e-12));
  let next = Covariance(
    c.aa - outer(gain_a, p_a),
    c.ab - outer(gain_a, p_b),
    c.bb - outer(gain_b, p_b),
  );
  return Estimate(estimate.a - taken * gain_a, estimate.b - taken * gain_b, next);
}

fn outer(column: vec4f, row: vec4f) -> mat4x4f {
  return mat4x4f(column * row.x, column * row.y, column * row.z, column * row.w);
}
