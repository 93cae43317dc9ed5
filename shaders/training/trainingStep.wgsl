// What changes from step to step. One uniform serves the dataset, both trainers and the optimiser.
struct TrainingStep {
  seed: u32,
  // Counts all batches ever drawn; no two batches share random numbers.
  step: u32,
  batch: u32,
  // Distinct texels in the batch: sample i lies in texel i mod this. All samples have texels of their own where latents
  // are trained; an encoder is spared by several directions a texel.
  texels: u32,
  // The latent level's side is 1 << size_log2.
  size_log2: u32,
  // Index of the batch's first sample in the epoch's permutation of texels, and that permutation's key.
  first: u32,
  epoch_key: u32,
  // A target is the mean over this many points, Gaussian about the texel's centre with this deviation in texels.
  footprint_samples: u32,
  footprint: f32,
  // Share of directions drawn from the reference's own sampler.
  sampler_fraction: f32,
  // Share of pairs of which both directions are cosine-distributed; the others are uniform in half and difference angles.
  cosine_fraction: f32,
  // Added to both sides of the log-space loss: below it darkness does not matter.
  loss_epsilon: f32,
  // Adam: learning rates of the networks and of the latents, and 1 - β^t for the moments of each.
  rate: f32,
  latent_rate: f32,
  correction: vec2f,
  latent_correction: vec2f,
}
