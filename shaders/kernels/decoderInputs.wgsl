// The evaluation decoder's inputs for a batch: latent, then wo and wi as each learned frame sees them.
import package::decoder_bindings::{training, decoder, samples, tape};
import package::layers::shadingFrame::{shading_frame, frame_project};
import package::training::decoderFrames::{frame_residuals, sample_latent};
import package::training::tapeSlots::NO_SLOT;
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
  let wo = samples[id.x].wo;
  var wi = samples[id.x].wi;
  if (decoder.wi != NO_SLOT) {
    wi = tape[decoder.wi * batch + id.x].xyz;
  }
  tape[decoder.inputs * batch + id.x] = z0;
  tape[(decoder.inputs + 1u) * batch + id.x] = z1;
  var seen_o: array<vec3f, 2>;
  var seen_i: array<vec3f, 2>;
  seen_o[0] = wo;
  seen_i[0] = wi;
  for (var f = 0u; f < FRAMES; f++) {
    let residuals = frame_residuals(f, z0, z1);
    let frame = shading_frame(residuals.normal, residuals.tangent);
    seen_o[f] = frame_project(frame, wo);
    seen_i[f] = frame_project(frame, wi);
  }
  let inputs = (decoder.inputs + 2u) * batch + id.x;
  if (FRAMES == 2u) {
    tape[inputs] = vec4f(seen_o[0], seen_o[1].x);
    tape[inputs + batch] = vec4f(seen_o[1].yz, seen_i[0].xy);
    tape[inputs + 2u * batch] = vec4f(seen_i[0].z, seen_i[1]);
  } else {
    tape[inputs] = vec4f(seen_o[0], seen_i[0].x);
    tape[inputs + batch] = vec4f(seen_i[0].yz, 0.0, 0.0);
  }
}
