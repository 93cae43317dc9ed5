// dL/d(latent) of a texel: the mean over the samples that lie in it.
import package::spread_bindings::{training, encoder, encoded, tape};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let rows = training.texels;
  if (id.x >= rows) {
    return;
  }
  let batch = training.batch;
  var low = vec4f(0.0);
  var high = vec4f(0.0);
  var samples = 0.0;
  for (var s = id.x; s < batch; s += rows) {
    samples += 1.0;
    low += tape[encoder.d_latent * batch + s];
    high += tape[(encoder.d_latent + 1u) * batch + s];
  }
  let share = 1.0 / max(samples, 1.0);
  encoded[encoder.d_raw * rows + id.x] = share * low;
  encoded[(encoder.d_raw + 1u) * rows + id.x] = share * high;
}
