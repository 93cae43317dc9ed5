// Where a row of a batch lies: one texel of one level of the pyramid.
import package::layers::latentPyramid::MAX_LEVELS;
import package::math::sampling::gaussian_pair;
import package::training::texelOrder::{permuted_texel, texel_uv};
import package::training::trainingStep::LevelRows;

struct TrainingTexel {
  // In the pyramid.
  index: u32,
  level: u32,
  // Of its centre.
  uv: vec2f,
  // Deviation of the Gaussian that a target is averaged over, in uv, and points a target.
  footprint: f32,
  footprint_samples: u32,
}

// Rows of level 0 come first, then those of level 1 and so on.
fn training_texel(levels: array<LevelRows, MAX_LEVELS>, row: u32) -> TrainingTexel {
  var all = levels;
  var level = 0u;
  var rest = row;
  while (level + 1u < MAX_LEVELS && rest >= all[level].rows) {
    rest -= all[level].rows;
    level++;
  }
  let place = all[level];
  let texel = permuted_texel(place.first + rest, 2u * place.size_log2, place.epoch_key);
  let uv = texel_uv(texel, 1u << place.size_log2);
  return TrainingTexel(place.offset + texel, level, uv, place.footprint, place.footprint_samples);
}

// Point `i` of a footprint: an additive recurrence with the plastic number's powers fills the square evenly (Roberts 2018)
// from a random `start`, so that few points make a good mean.
fn footprint_point(texel: TrainingTexel, start: vec2f, i: u32) -> vec2f {
  let u = fract(start + f32(i) * vec2f(0.7548776662, 0.5698402910));
  return texel.uv + texel.footprint * gaussian_pair(u);
}
