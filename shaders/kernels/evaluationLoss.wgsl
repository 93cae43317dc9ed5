// The loss of a batch, mean over RGB, and its gradient by the raw outputs of the evaluation decoder: exp(raw − 3) has
// itself as slope, also where raw is held at 13: what is too bright for the exponent can still come back. Gradients are per sample; `adam` divides by the batch.
import package::decoder_bindings::{training, decoder, samples, tape, losses};
import package::training::loss::loss_of;
import package::training::radiance::decoded_radiance;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let predicted = decoded_radiance(tape[decoder.raw * batch + id.x]);
  let kind = training.levels[samples[id.x].level].loss;
  let loss = loss_of(kind, predicted, samples[id.x].radiance, training.loss_epsilon);
  losses[id.x] = dot(loss.value, vec3f(1.0 / 3.0));
  tape[decoder.d_raw * batch + id.x] = vec4f(loss.slope * predicted / 3.0, 0.0);
}
