// The end of the evaluation decoder's backward pass: through the learned frames to the latents. Where they lie
// in the pyramid they take their step of Adam: the texels of a batch's rows are distinct, so every texel has one owner. Where an
// encoder made them the gradient goes on to it.
import package::decoder_bindings::{training, decoder, samples, latents, latent_moments, weights, tape};
import package::layers::latentPyramid::Latent;
import package::layers::shadingFrame::shading_frame_gradient;
import package::training::adam::{adam_moments, adam_step};
import package::training::decoderFrames::{frame_residuals, sample_latent};
import package::training::tapeSlots::NO_SLOT;
import package::training::trainingStep::LevelRows;
import package::training::trainingTexel::training_corner;
import constants::FRAMES;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let z = sample_latent(id.x);
  let z0 = z.low;
  let z1 = z.high;
  let inputs = decoder.d_inputs * batch + id.x;
  var d_z0 = tape[inputs];
  var d_z1 = tape[inputs + batch];
  if (FRAMES > 0u) {
    var d_o: array<vec3f, 2>;
    var d_i: array<vec3f, 2>;
    let a = tape[inputs + 2u * batch];
    let b = tape[inputs + 3u * batch];
    if (FRAMES == 2u) {
      let c = tape[inputs + 4u * batch];
      d_o[0] = a.xyz;
      d_o[1] = vec3f(a.w, b.xy);
      d_i[0] = vec3f(b.zw, c.x);
      d_i[1] = c.yzw;
    } else {
      d_o[0] = a.xyz;
      d_i[0] = vec3f(a.w, b.xy);
    }
    var d_normal: array<vec3f, 2>;
    var d_tangent: array<vec3f, 2>;
    for (var f = 0u; f < FRAMES; f++) {
      let residuals = frame_residuals(f, z0, z1);
      let gradient = shading_frame_gradient(
        residuals.normal, residuals.tangent, samples[id.x].wo, samples[id.x].wi, d_o[f], d_i[f],
      );
      d_normal[f] = gradient.normal;
      d_tangent[f] = gradient.tangent;
    }
    let d_residuals = array<vec4f, 3>(
      vec4f(d_normal[0], d_tangent[0].x),
      vec4f(d_tangent[0].yz, d_normal[1].xy),
      vec4f(d_normal[1].z, d_tangent[1]),
    );
    for (var o = 0u; o < (6u * FRAMES + 3u) / 4u; o++) {
      let delta = d_residuals[o];
      let row = decoder.frames_first + 8u * o;
      d_z0 += vec4f(dot(weights[row], delta), dot(weights[row + 1u], delta), dot(weights[row + 2u], delta), dot(weights[row + 3u], delta));
      d_z1 += vec4f(dot(weights[row + 4u], delta), dot(weights[row + 5u], delta), dot(weights[row + 6u], delta), dot(weights[row + 7u], delta));
      tape[(decoder.d_residuals + o) * batch + id.x] = delta;
    }
  }
  if (decoder.latent != NO_SLOT) {
    tape[decoder.d_latent * batch + id.x] = d_z0;
    tape[(decoder.d_latent + 1u) * batch + id.x] = d_z1;
    return;
  }
  let rows = training.levels[samples[id.x].level];
  for (var i = 0u; i < 4u; i++) {
    let corner = training_corner(rows, samples[id.x].texel, samples[id.x].place, i);
    // A texel of no share is another sample's.
    if (corner.share > 0.0) {
      step_texel(rows, corner.texel, corner.share * d_z0, corner.share * d_z1);
    }
  }
}

fn step_texel(rows: LevelRows, texel: u32, d_z0: vec4f, d_z1: vec4f) {
  let next_0 = adam_moments(latent_moments[2u * texel], d_z0);
  let next_1 = adam_moments(latent_moments[2u * texel + 1u], d_z1);
  latent_moments[2u * texel] = next_0;
  latent_moments[2u * texel + 1u] = next_1;
  // The masters keep what the codes of few bits cannot say, and stay where codes are.
  var master = Latent(
    latents[2u * texel] - adam_step(next_0, training.latent_rate, rows.correction),
    latents[2u * texel + 1u] - adam_step(next_1, training.latent_rate, rows.correction),
  );
  if (training.most_code > 0.0) {
    let range = rows.range;
    master.low = clamp(master.low, range.low_0, range.low_0 + training.most_code * range.step_0);
    master.high = clamp(master.high, range.low_1, range.low_1 + training.most_code * range.step_1);
  }
  latents[2u * texel] = master.low;
  latents[2u * texel + 1u] = master.high;
}
