// Writes the encoder's latents of a batch of texels into the pyramid.
import package::store_bindings::{training, encoder, encoded, latents};
import package::training::trainingTexel::training_texel;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let rows = training.texels;
  if (id.x >= rows) {
    return;
  }
  let texel = training_texel(training.levels, id.x).index;
  latents[2u * texel] = encoded[encoder.raw * rows + id.x];
  latents[2u * texel + 1u] = encoded[(encoder.raw + 1u) * rows + id.x];
}
