// Where a row of a batch lies: one texel of one level of the pyramid, or a point between four.
import package::layers::latentPyramid::{Corner, MAX_LEVELS, corner_of};
import package::math::pcg::{rng_new, rng_vec2f};
import package::math::sampling::gaussian_pair;
import package::training::texelOrder::permuted_texel;
import package::training::trainingStep::LevelRows;

struct TrainingTexel {
  // In the pyramid: the texel, or the lower left one of four.
  index: u32,
  level: u32,
  // Between the centres of the four, in [0, 1); 0: at the texel's own.
  place: vec2f,
  // As the pyramid covers it: the unit square.
  uv: vec2f,
  // Deviation of the Gaussian that a target is averaged over, in the same units, and points a target.
  footprint: f32,
  footprint_samples: u32,
}

// Keeps these numbers apart from those of the dataset.
const PLACE_STREAM = 0x91e10da5u;

// Where row `row` of a step lies within its block.
fn row_jitter(row: u32, step: u32, seed: u32) -> vec2f {
  var rng = rng_new(row, step, seed ^ PLACE_STREAM);
  return rng_vec2f(&rng);
}

// Rows of level 0 come first, then those of level 1 and so on.
fn training_texel(levels: array<LevelRows, MAX_LEVELS>, row: u32, jitter: vec2f) -> TrainingTexel {
  var all = levels;
  var level = 0u;
  var rest = row;
  while (level + 1u < MAX_LEVELS && rest >= all[level].rows) {
    rest -= all[level].rows;
    level++;
  }
  let rows = all[level];
  let blocks_log2 = rows.size_log2 - rows.block_log2;
  let block = permuted_texel(rows.first + rest, 2u * blocks_log2, rows.epoch_key);
  let size = 1u << rows.size_log2;
  let corner = vec2u(block & ((1u << blocks_log2) - 1u), block >> blocks_log2);
  let low = ((corner << vec2u(rows.block_log2)) + rows.shift) & vec2u(size - 1u);
  let place = jitter * f32(rows.block_log2);
  let uv = (vec2f(low) + 0.5 + place) / f32(size);
  let index = rows.offset + (low.y << rows.size_log2) + low.x;
  return TrainingTexel(index, level, place, uv, rows.footprint, rows.footprint_samples);
}

// Corner `i` of the four texels that a row's latent is the mean of; `texel` and `place` as in TrainingTexel.
fn training_corner(rows: LevelRows, texel: u32, place: vec2f, i: u32) -> Corner {
  let size = i32(1u << rows.size_log2);
  let own = i32(texel - rows.offset);
  let corner = corner_of(vec2i(size), vec2i(own % size, own / size), place, i);
  return Corner(rows.offset + corner.texel, corner.share);
}

// Point `i` of a footprint: an additive recurrence with the plastic number's powers fills the square evenly (Roberts 2018)
// from a random `start`, so that few points make a good mean.
fn footprint_point(texel: TrainingTexel, start: vec2f, i: u32) -> vec2f {
  let u = fract(start + f32(i) * vec2f(0.7548776662, 0.5698402910));
  return texel.uv + texel.footprint * gaussian_pair(u);
}
