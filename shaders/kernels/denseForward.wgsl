// One linear layer of a network over a batch: an invocation makes one output block of one sample. Sizes are data, so
// one small kernel serves every decoder: networks unrolled into a training kernel took minutes to compile.
import package::dense_bindings::{training, layer, weights, tape};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let row = layer.first + id.y * layer.in_width;
  var sum = weights[layer.first + layer.out_blocks * layer.in_width + id.y];
  for (var k = 0u; k < layer.in_width; k += 4u) {
    // Unused lanes of the last block are zero and meet whatever weight stands behind the row.
    let x = tape[(layer.x + k / 4u) * batch + id.x];
    sum += weights[row + k] * x.x + weights[row + k + 1u] * x.y + weights[row + k + 2u] * x.z + weights[row + k + 3u] * x.w;
  }
  if (layer.rectify != 0u) {
    sum = max(sum, vec4f(0.0));
  }
  tape[(layer.y + id.y) * batch + id.x] = sum;
}
