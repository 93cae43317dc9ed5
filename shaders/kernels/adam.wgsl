// Adds the partial gradients of all chunks, in order, and steps one network's parameters. Gradients are sums over the
// batch; the loss is its mean.
import package::training::adam::{Moments, adam_moments, adam_step};
import package::adam_bindings::{training, partials, range, parameters, moments};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= range.count) {
    return;
  }
  var gradient = vec4f(0.0);
  for (var chunk = 0u; chunk < range.chunks; chunk++) {
    gradient += partials[chunk * range.count + id.x];
  }
  let next = adam_moments(moments[id.x], gradient / f32(training.batch));
  moments[id.x] = next;
  parameters[range.first + id.x] -= adam_step(next, training.rate, training.correction);
}
