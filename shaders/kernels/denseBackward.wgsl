// dL/dx of one linear layer over a batch: an invocation makes two input blocks of four samples (denseForward.wgsl).
import package::dense_bindings::{training, layer, weights, tape};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  let quarter = batch / 4u;
  if (id.x >= quarter) {
    return;
  }
  let width = layer.in_width;
  let b = 2u * id.y;
  let c = min(b + 1u, (width + 3u) / 4u - 1u);
  var a0 = vec4f(0.0);
  var a1 = a0;
  var a2 = a0;
  var a3 = a0;
  var b0 = a0;
  var b1 = a0;
  var b2 = a0;
  var b3 = a0;
  for (var o = 0u; o < layer.out_blocks; o++) {
    let d = (layer.d_y + o) * batch + id.x;
    let d0 = tape[d];
    let d1 = tape[d + quarter];
    let d2 = tape[d + 2u * quarter];
    let d3 = tape[d + 3u * quarter];
    // Columns beyond the width give lanes that nothing reads.
    let row = layer.first + o * width;
    let u = mat4x4f(weights[row + 4u * b], weights[row + 4u * b + 1u], weights[row + 4u * b + 2u], weights[row + 4u * b + 3u]);
    a0 += d0 * u;
    a1 += d1 * u;
    a2 += d2 * u;
    a3 += d3 * u;
    let v = mat4x4f(weights[row + 4u * c], weights[row + 4u * c + 1u], weights[row + 4u * c + 2u], weights[row + 4u * c + 3u]);
    b0 += d0 * v;
    b1 += d1 * v;
    b2 += d2 * v;
    b3 += d3 * v;
  }
  store(b, id.x, a0);
  store(b, id.x + quarter, a1);
  store(b, id.x + 2u * quarter, a2);
  store(b, id.x + 3u * quarter, a3);
  store(c, id.x, b0);
  store(c, id.x + quarter, b1);
  store(c, id.x + 2u * quarter, b2);
  store(c, id.x + 3u * quarter, b3);
}

fn store(block: u32, sample: u32, sum: vec4f) {
  let batch = training.batch;
  var passed = sum;
  if (layer.x_rectified != 0u) {
    passed = select(vec4f(0.0), sum, tape[(layer.x + block) * batch + sample] > vec4f(0.0));
  }
  tape[(layer.d_x + block) * batch + sample] = passed;
}
