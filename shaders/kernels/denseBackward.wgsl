// dL/dx of one linear layer over a batch: an invocation makes one input block of one sample.
import package::dense_bindings::{training, layer, weights, tape};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  var sum = vec4f(0.0);
  for (var o = 0u; o < layer.out_blocks; o++) {
    let delta = tape[(layer.d_y + o) * batch + id.x];
    let column = layer.first + o * layer.in_width + 4u * id.y;
    sum += vec4f(
      dot(weights[column], delta),
      dot(weights[column + 1u], delta),
      dot(weights[column + 2u], delta),
      dot(weights[column + 3u], delta),
    );
  }
  if (layer.x_rectified != 0u) {
    let x = tape[(layer.x + id.y) * batch + id.x];
    sum = select(vec4f(0.0), sum, x > vec4f(0.0));
  }
  tape[(layer.d_x + id.y) * batch + id.x] = sum;
}
