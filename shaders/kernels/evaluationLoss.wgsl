// The log-space L1 loss |log(f + ε) − log(t + ε)|, mean over RGB (Zeltner et al. 2024, section 5.2; ε is ours), and its
// gradient by the raw outputs of the evaluation decoder. Gradients are per sample; `adam` divides by the batch.
import package::decoder_bindings::{training, decoder, samples, tape, losses};
import package::training::radiance::decoded_radiance;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let predicted = decoded_radiance(tape[decoder.raw * batch + id.x]);
  let epsilon = training.loss_epsilon;
  let misfit = log(predicted + epsilon) - log(samples[id.x].radiance + epsilon);
  losses[id.x] = dot(abs(misfit), vec3f(1.0 / 3.0));
  tape[decoder.d_raw * batch + id.x] = vec4f(sign(misfit) * predicted / (3.0 * (predicted + epsilon)), 0.0);
}
