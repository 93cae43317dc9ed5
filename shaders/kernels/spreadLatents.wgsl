// The encoder's latent of a texel for every sample that lies in it.
import package::spread_bindings::{training, encoder, encoded, tape};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let rows = training.texels;
  let row = id.x % rows;
  tape[encoder.latent * batch + id.x] = encoded[encoder.raw * rows + row];
  tape[(encoder.latent + 1u) * batch + id.x] = encoded[(encoder.raw + 1u) * rows + row];
}
