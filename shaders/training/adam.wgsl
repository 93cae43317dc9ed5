// Adam (Kingma and Ba 2015), β = .9 and .999, ε = 1e-7 as in Zeltner et al. 2024, section 5.2.
struct Moments {
  first: vec4f,
  second: vec4f,
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const ADAM_EPSILON = 1e-7;

fn adam_moments(moments: Moments, gradient: vec4f) -> Moments {
  return Moments(
    BETA1 * moments.first + (1.0 - BETA1) * gradient,
    BETA2 * moments.second + (1.0 - BETA2) * gradient * gradient,
  );
}

// `correction` = (1 - β1^t, 1 - β2^t). Returns what is to be subtracted.
fn adam_step(moments: Moments, rate: f32, correction: vec2f) -> vec4f {
  let first = moments.first / correction.x;
  let second = moments.second / correction.y;
  return rate * first / (sqrt(second) + ADAM_EPSILON);
}
