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
  var sums = mat4x4f();
  for (var s = start; s < end; s++) {
    let x = tape[tile.x * batch + s];
    let delta = tape[tile.delta * batch + s];
    sums[0] += x.x * delta;
    sums[1] += x.y * delta;
    sums[2] += x.z * delta;
    sums[3] += x.w * delta;
  }
  for (var c = 0u; c < tile.columns; c++) {
    partials[target_block + c] = sums[c];
  }
}
