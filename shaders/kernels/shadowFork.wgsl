// Copies the queue of the wave's live paths: their light samples go through surfaces in rounds of their own.
import package::path::queues::WAVE_GROUP;
import package::shadow_fork_bindings::{queues, shadow_queues};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x == 0u) {
    shadow_queues.active_first = 0u;
    shadow_queues.active_size = queues.active_size;
  }
  if (id.x < queues.active_size) {
    shadow_queues.indices[id.x] = queues.indices[queues.active_first + id.x];
  }
}
