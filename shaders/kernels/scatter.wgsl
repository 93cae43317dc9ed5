// Writes each path's index into its bin's range of the queue. The order inside a bin may vary; no result depends on it.
import package::path::pathState::NO_BIN;
import package::path::queues::WAVE_GROUP;
import package::scatter_bindings::{paths, queues};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.previous_size) {
    return;
  }
  let path = queues.indices[queues.previous_first + id.x];
  let bin = paths[path].bin;
  if (bin == NO_BIN) {
    return;
  }
  queues.indices[atomicAdd(&queues.bins[bin].cursor, 1u)] = path;
}
