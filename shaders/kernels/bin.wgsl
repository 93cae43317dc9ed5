// Turns the bins' counts into ranges of the queue and into dispatch sizes. One workgroup.
import package::path::queues::{Bin, Workgroups, workgroups_for, DISPATCH_ACTIVE, DISPATCH_PREVIOUS, DISPATCH_BINS};
import package::bin_bindings::{wave, queues, dispatches};

const THREADS = 64u;
var<workgroup> chunk_sums: array<u32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) thread: u32) {
  // Each thread owns a run of neighbouring bins.
  let chunk = (wave.bin_count + THREADS - 1u) / THREADS;
  let begin = min(thread * chunk, wave.bin_count);
  let end = min(begin + chunk, wave.bin_count);
  var sum = 0u;
  for (var b = begin; b < end; b++) {
    sum += atomicLoad(&queues.bins[b].count);
  }
  chunk_sums[thread] = sum;
  workgroupBarrier();
  // The queue goes to the half that is not being read.
  let free_half = select(0u, queues.capacity, queues.active_first < queues.capacity);
  var first = free_half;
  var total = 0u;
  for (var t = 0u; t < THREADS; t++) {
    first += select(0u, chunk_sums[t], t < thread);
    total += chunk_sums[t];
  }
  // Everybody has read active_first; thread 0 changes it below.
  storageBarrier();
  for (var b = begin; b < end; b++) {
    let size = atomicExchange(&queues.bins[b].count, 0u);
    queues.bins[b].first = first;
    queues.bins[b].size = size;
    atomicStore(&queues.bins[b].cursor, first);
    dispatches[DISPATCH_BINS + b] = workgroups_for(size);
    first += size;
    if (b == 0u) {
      queues.previous_first = queues.active_first;
      queues.previous_size = queues.active_size;
      queues.active_first = free_half + size;
      queues.active_size = total - size;
      dispatches[DISPATCH_PREVIOUS] = workgroups_for(queues.previous_size);
      dispatches[DISPATCH_ACTIVE] = workgroups_for(total - size);
    }
  }
}
