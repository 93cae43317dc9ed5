// One linear layer of a network over a batch: an invocation makes two output blocks of four samples, so that a weight is
// loaded once for four samples and an input once for eight outputs. Sizes are data: one small kernel serves every
// network, where networks unrolled into a training kernel took minutes to compile.
import package::dense_bindings::{training, layer, weights, tape};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  let quarter = batch / 4u;
  if (id.x >= quarter) {
    return;
  }
  let width = layer.in_width;
  let o = 2u * id.y;
  // With an odd number of blocks the last invocation makes the last one twice.
  let p = min(o + 1u, layer.out_blocks - 1u);
  let bias = layer.first + layer.out_blocks * width;
  var a0 = weights[bias + o];
  var a1 = a0;
  var a2 = a0;
  var a3 = a0;
  var b0 = weights[bias + p];
  var b1 = b0;
  var b2 = b0;
  var b3 = b0;
  for (var k = 0u; k < width; k += 4u) {
    // Unused lanes of the last block are zero and meet whatever weight stands behind the row.
    let x = (layer.x + k / 4u) * batch + id.x;
    let x0 = tape[x];
    let x1 = tape[x + quarter];
    let x2 = tape[x + 2u * quarter];
    let x3 = tape[x + 3u * quarter];
    let row = layer.first + o * width + k;
    let u0 = weights[row];
    let u1 = weights[row + 1u];
    let u2 = weights[row + 2u];
    let u3 = weights[row + 3u];
    a0 += u0 * x0.x + u1 * x0.y + u2 * x0.z + u3 * x0.w;
    a1 += u0 * x1.x + u1 * x1.y + u2 * x1.z + u3 * x1.w;
    a2 += u0 * x2.x + u1 * x2.y + u2 * x2.z + u3 * x2.w;
    a3 += u0 * x3.x + u1 * x3.y + u2 * x3.z + u3 * x3.w;
    let next = layer.first + p * width + k;
    let v0 = weights[next];
    let v1 = weights[next + 1u];
    let v2 = weights[next + 2u];
    let v3 = weights[next + 3u];
    b0 += v0 * x0.x + v1 * x0.y + v2 * x0.z + v3 * x0.w;
    b1 += v0 * x1.x + v1 * x1.y + v2 * x1.z + v3 * x1.w;
    b2 += v0 * x2.x + v1 * x2.y + v2 * x2.z + v3 * x2.w;
    b3 += v0 * x3.x + v1 * x3.y + v2 * x3.z + v3 * x3.w;
  }
  let y = (layer.y + o) * batch + id.x;
  tape[y] = rectified(a0);
  tape[y + quarter] = rectified(a1);
  tape[y + 2u * quarter] = rectified(a2);
  tape[y + 3u * quarter] = rectified(a3);
  let z = (layer.y + p) * batch + id.x;
  tape[z] = rectified(b0);
  tape[z + quarter] = rectified(b1);
  tape[z + 2u * quarter] = rectified(b2);
  tape[z + 3u * quarter] = rectified(b3);
}

fn rectified(sum: vec4f) -> vec4f {
  return select(sum, max(sum, vec4f(0.0)), layer.rectify != 0u);
}
