// What changes from step to step. One uniform serves the dataset, both trainers and the optimiser.
import package::layers::latentPyramid::{LatentRange, MAX_LEVELS};

// The rows of a batch that lie in one latent level. A row is a texel, or a point between four; all its samples have that place.
struct LevelRows {
  // Where latents are trained for storage in few bits: what their codes stand for.
  range: LatentRange,
  rows: u32,
  // Index of its first row in the epoch's permutation of the level's texels or blocks, and that permutation's key.
  first: u32,
  epoch_key: u32,
  // Index of the level's first texel in the pyramid; its side is 1 << size_log2.
  offset: u32,
  size_log2: u32,
  // Where latents are looked up bilinearly a row is a point between the centres of four texels. Blocks of 2 x 2 texels,
  // moved by `shift`, tile the level, so that every row of a batch owns its four: 1; where a row is a texel: 0.
  block_log2: u32,
  shift: vec2u,
  // A target is the mean over this many points, Gaussian about the row's point with this deviation in uv; 0: that point.
  footprint_samples: u32,
  footprint: f32,
  // Which of the losses (src/training/loss.ts).
  loss: u32,
  // Adam: 1 - β^t for the moments of the level's latents.
  correction: vec2f,
}

struct TrainingStep {
  // What the pyramid covers of uv along each axis: one period of the pattern.
  period: f32,
  // Level m at index m.
  levels: array<LevelRows, MAX_LEVELS>,
  seed: u32,
  // Counts all batches ever drawn; no two batches share random numbers.
  step: u32,
  batch: u32,
  // Rows in the batch, all levels together: sample i lies in row i mod this. All samples have texels of their
  // own where latents are trained; an encoder is spared by several directions a texel.
  texels: u32,
  // Share of directions drawn from the reference's own sampler.
  sampler_fraction: f32,
  // Share of pairs of which both directions are cosine-distributed; the others are uniform in half and difference angles.
  cosine_fraction: f32,
  // Added to both sides of the log-space loss: below it darkness does not matter.
  loss_epsilon: f32,
  // Of the cone of wi that a target is averaged over one minus the cosine of its half angle, 0: none; and points a target.
  cone: f32,
  cone_samples: u32,
  // Largest code of latents in training for storage in few bits; 0 where they are not.
  most_code: f32,
  // Adam: learning rates of the networks and of the latents, and 1 - β^t for the networks' moments.
  rate: f32,
  latent_rate: f32,
  correction: vec2f,
}
