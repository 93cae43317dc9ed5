// Losses of one prediction, by channel, and their slopes by the prediction (src/training/loss.ts says which is for what).
struct Loss {
  value: vec3f,
  slope: vec3f,
}

// Of ε: below it log and cube root have no slope down.
const LEAST_SHARE = 1.0 / 64.0;
// Relative misfit up to which Huber's loss is quadratic.
const HUBER_WIDTH = 0.5;

// `kind`: index into src/training/loss.ts's list.
fn loss_of(kind: u32, predicted: vec3f, expected: vec3f, epsilon: f32) -> Loss {
  if (kind == 0u) {
    // |log(f + ε) − log(t + ε)|
    let misfit = log(predicted + epsilon) - log(expected + epsilon);
    return Loss(abs(misfit), sign_above_least(misfit, predicted, epsilon) / (predicted + epsilon));
  }
  if (kind == 1u) {
    // |M(f) − M(t)|, M(x) = 3((x + ε)^⅓ − ε^⅓)
    let root = pow(predicted + epsilon, vec3f(1.0 / 3.0));
    let misfit = 3.0 * (root - pow(expected + epsilon, vec3f(1.0 / 3.0)));
    return Loss(abs(misfit), sign_above_least(misfit, predicted, epsilon) / (root * root));
  }
  let misfit = predicted - expected;
  if (kind == 3u) {
    // Huber's of (f − t) / stop(f + ε)
    let scale = 1.0 / (predicted + epsilon);
    let apart = abs(misfit * scale);
    let value = select(apart - 0.5 * HUBER_WIDTH, 0.5 * apart * apart / HUBER_WIDTH, apart < vec3f(HUBER_WIDTH));
    return Loss(value, clamp(misfit * scale / HUBER_WIDTH, vec3f(-1.0), vec3f(1.0)) * scale);
  }
  // (f − t)² / (stop(f)² + ε)
  let scale = 1.0 / (predicted * predicted + epsilon);
  return Loss(misfit * misfit * scale, 2.0 * misfit * scale);
}

fn sign_above_least(misfit: vec3f, predicted: vec3f, epsilon: f32) -> vec3f {
  return select(sign(misfit), vec3f(0.0), (misfit > vec3f(0.0)) & (predicted < vec3f(LEAST_SHARE * epsilon)));
}
