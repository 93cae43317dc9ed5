// Writes the encoder's latents of a batch's rows into the pyramid.
import package::store_bindings::{training, encoder, encoded, latents};
import package::training::trainingTexel::{row_jitter, training_corner, training_texel};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let rows = training.texels;
  if (id.x >= rows) {
    return;
  }
  let row = training_texel(training.levels, id.x, row_jitter(id.x, training.step, training.seed));
  // The nearest of four where it is a point between them.
  let nearest = u32(row.place.x >= 0.5) + 2u * u32(row.place.y >= 0.5);
  let texel = training_corner(training.levels[row.level], row.index, row.place, nearest).texel;
  latents[2u * texel] = encoded[encoder.raw * rows + id.x];
  latents[2u * texel + 1u] = encoded[(encoder.raw + 1u) * rows + id.x];
}
