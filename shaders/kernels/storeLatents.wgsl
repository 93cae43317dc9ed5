// Writes the encoder's latents of a batch of texels into the level.
import package::store_bindings::{training, encoder, encoded, latents};
import package::training::texelOrder::permuted_texel;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let rows = training.texels;
  if (id.x >= rows) {
    return;
  }
  let texel = permuted_texel(training.first + id.x, 2u * training.size_log2, training.epoch_key);
  latents[2u * texel] = encoded[encoder.raw * rows + id.x];
  latents[2u * texel + 1u] = encoded[(encoder.raw + 1u) * rows + id.x];
}
