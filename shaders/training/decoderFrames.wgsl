// The learned frames of a texel in training, weights read from the flat parameters: 8 -> 6 residuals a frame.
import package::decoder_bindings::{training, decoder, weights, samples, latents, tape};
import package::layers::latentPyramid::{Latent, mix_latent, quantised_latent};
import package::training::tapeSlots::NO_SLOT;
import package::training::trainingTexel::training_corner;

struct FrameResiduals {
  normal: vec3f,
  tangent: vec3f,
}

fn residual_block(block: u32, z0: vec4f, z1: vec4f) -> vec4f {
  let row = decoder.frames_first + 8u * block;
  return weights[row] * z0.x + weights[row + 1u] * z0.y + weights[row + 2u] * z0.z + weights[row + 3u] * z0.w
    + weights[row + 4u] * z1.x + weights[row + 5u] * z1.y + weights[row + 6u] * z1.z + weights[row + 7u] * z1.w;
}

// Of frame 0 or 1: lanes 6·frame to 6·frame + 5 of the residual blocks.
fn frame_residuals(frame: u32, z0: vec4f, z1: vec4f) -> FrameResiduals {
  if (frame == 0u) {
    let a = residual_block(0u, z0, z1);
    let b = residual_block(1u, z0, z1);
    return FrameResiduals(a.xyz, vec3f(a.w, b.xy));
  }
  let b = residual_block(1u, z0, z1);
  let c = residual_block(2u, z0, z1);
  return FrameResiduals(vec3f(b.zw, c.x), c.yzw);
}

// The latent of a sample: an encoder's, on the tape, or the pyramid's as it will be stored and looked up.
fn sample_latent(sample: u32) -> Latent {
  if (decoder.latent != NO_SLOT) {
    let slot = decoder.latent * training.batch + sample;
    return Latent(tape[slot], tape[slot + training.batch]);
  }
  let level = samples[sample].level;
  var sum = Latent();
  for (var i = 0u; i < 4u; i++) {
    let corner = training_corner(training.levels[level], samples[sample].texel, samples[sample].place, i);
    if (corner.share == 0.0) {
      continue;
    }
    var latent = Latent(latents[2u * corner.texel], latents[2u * corner.texel + 1u]);
    if (training.most_code > 0.0) {
      latent = quantised_latent(latent, training.levels[level].range, training.most_code);
    }
    sum = mix_latent(sum, latent, corner.share);
  }
  return sum;
}
