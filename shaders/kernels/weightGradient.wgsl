// dL/dW for every linear layer at once, from the tape that a trainer wrote: block-major, one vec4f a sample.
// Each invocation sums one tile over one chunk of the batch; `adam` adds the chunks in a fixed order, so the result
// does not depend on scheduling.
import package::training::gradientTile::GradientTile;
import package::training::trainingStep::TrainingStep;
import package::gradient_bindings::{training, tiles, tape, partials};

const CHUNK = 128u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (id.x >= arrayLength(&tiles)) {
    return;
  }
  let tile = tiles[id.x];
  let batch = training.batch;
  let start = id.y * CHUNK;
  let end = min(start + CHUNK, batch);
  let blocks = arrayLength(&partials) / groups.y;
  let target_block = id.y * blocks + tile.target_block;
  if (tile.columns == 0u) {
    var sum = vec4f(0.0);
    for (var s = start; s < end; s++) {
      sum += tape[tile.delta * batch + s];
    }
    partials[target_block] = sum;
    return;
  }
  // Of a tile at the edge the last block stands in for the one beyond it; its sums are not stored.
  let x0 = tile.x * batch;
  let x1 = select(x0, x0 + batch, tile.columns > 4u);
  let d0 = tile.delta * batch;
  let d1 = select(d0, d0 + batch, tile.rows > 1u);
  var a = mat4x4f();
  var b = mat4x4f();
  var c = mat4x4f();
  var d = mat4x4f();
  for (var s = start; s < end; s++) {
    let xa = tape[x0 + s];
    let xb = tape[x1 + s];
    let da = tape[d0 + s];
    let db = tape[d1 + s];
    a += outer(da, xa);
    b += outer(da, xb);
    c += outer(db, xa);
    d += outer(db, xb);
  }
  store(target_block, a, b, tile.columns);
  if (tile.rows > 1u) {
    store(target_block + tile.stride, c, d, tile.columns);
  }
}

fn outer(delta: vec4f, x: vec4f) -> mat4x4f {
  return mat4x4f(delta * x.x, delta * x.y, delta * x.z, delta * x.w);
}

fn store(block: u32, low: mat4x4f, high: mat4x4f, columns: u32) {
  var sums = array<vec4f, 8>(low[0], low[1], low[2], low[3], high[0], high[1], high[2], high[3]);
  for (var i = 0u; i < columns; i++) {
    partials[block + i] = sums[i];
  }
}
