// One visit to each texel of an analytic material with one query of the reference. Slopes are central differences: with
// eight parameters a texel they cost less than code for derivatives would.
import package::analytic_fit_bindings::{covariances, fit, losses, more_covariances, parameters, samples};
import package::fit_model::{INITIAL_A, INITIAL_B, LOWER_A, LOWER_B, UPPER_A, UPPER_B, model_value};
import package::training::recursiveFit::{Covariance, Estimate, drifted, isotropic, measured};

const HALF_STEP = 0.01;
const LANES = vec4u(0u, 1u, 2u, 3u);

// Radiance as the error sees it: logarithmic, as decoders are trained, or by cube roots.
fn compressed(value: vec3f) -> vec3f {
  @if(CUBE_ROOT) return 3.0 * pow(value, vec3f(1.0 / 3.0));
  @if(!CUBE_ROOT) return log(value + fit.loss_epsilon);
}

// Those of a large grid are more than one buffer binding holds: the second goes on where the first ends.
fn covariance_of(texel: u32) -> Covariance {
  let count = arrayLength(&covariances);
  if (texel < count) {
    return covariances[texel];
  }
  return more_covariances[texel - count];
}

fn keep_covariance(texel: u32, covariance: Covariance) {
  let count = arrayLength(&covariances);
  if (texel < count) {
    covariances[texel] = covariance;
  } else {
    more_covariances[texel - count] = covariance;
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= fit.batch) {
    return;
  }
  let query = samples[id.x];
  let first = 2u * query.texel;
  let a = INITIAL_A + parameters[first];
  let b = INITIAL_B + parameters[first + 1u];
  // Columns are channels of colour, rows parameters.
  var rise: array<vec3f, 8>;
  var middle: vec3f;
  var room_a = vec4f(0.0);
  var room_b = vec4f(0.0);
  // Two ends for each of eight parameters, and the middle: seventeen evaluations from one call site.
  for (var i = 0u; i < 17u; i++) {
    let end = select(0.0, select(-HALF_STEP, HALF_STEP, (i & 1u) == 0u), i < 16u);
    let step_a = select(vec4f(0.0), vec4f(end), LANES == vec4u(i >> 1u));
    let step_b = select(vec4f(0.0), vec4f(end), LANES + 4u == vec4u(i >> 1u));
    let at_a = clamp(a + step_a, LOWER_A, UPPER_A);
    let at_b = clamp(b + step_b, LOWER_B, UPPER_B);
    let value = compressed(model_value(at_a, at_b, query.wo, query.wi));
    room_a += sign(step_a) * at_a;
    room_b += sign(step_b) * at_b;
    if (i < 16u) {
      rise[i >> 1u] += sign(end) * value;
    } else {
      middle = value;
    }
  }
  let residual = middle - compressed(query.radiance);
  losses[id.x] = dot(abs(residual), vec3f(1.0 / 3.0));

  // A parameter whose bounds are equal has no room to move: its slope is 0.
  let per_a = select(1.0 / room_a, vec4f(0.0), room_a <= vec4f(1e-6));
  let per_b = select(1.0 / room_b, vec4f(0.0), room_b <= vec4f(1e-6));
  var estimate = Estimate(a, b, isotropic(fit.prior));
  if (fit.fresh == 0u) {
    estimate.covariance = drifted(covariance_of(query.texel), fit.drift);
  }
  for (var c = 0u; c < 3u; c++) {
    let slope_a = per_a * vec4f(rise[0][c], rise[1][c], rise[2][c], rise[3][c]);
    let slope_b = per_b * vec4f(rise[4][c], rise[5][c], rise[6][c], rise[7][c]);
    // The channels before have moved the parameters already: the residual moves along.
    let left = residual[c] + dot(slope_a, estimate.a - a) + dot(slope_b, estimate.b - b);
    estimate = measured(estimate, left, slope_a, slope_b, fit.scale);
  }
  keep_covariance(query.texel, estimate.covariance);
  parameters[first] = clamp(estimate.a, LOWER_A, UPPER_A) - INITIAL_A;
  parameters[first + 1u] = clamp(estimate.b, LOWER_B, UPPER_B) - INITIAL_B;
}
