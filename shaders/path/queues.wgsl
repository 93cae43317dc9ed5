// Path indices sorted by bin, in one buffer with its header: kernels have few storage buffers to spend.
// `indices` has two halves of the wave's capacity: a bounce reads one while the next is written.

const MAX_BINS = 1024u;
// Workgroup size of every kernel that runs over paths.
const WAVE_GROUP = 64u;

struct Bin {
  // Paths counted by `trace`; `bin` reads it and sets it back to 0.
  count: atomic<u32>,
  // Next free place while `scatter` fills the bin.
  cursor: atomic<u32>,
  // The bin's range of `indices`.
  first: u32,
  size: u32,
}

// Where hits of a material on a side go, and what tells it from others of its program.
struct Slot {
  bin: u32,
  member: u32,
}

struct Queues {
  // Range of `indices` that the next `trace` follows: every bin but the escaped.
  active_first: u32,
  active_size: u32,
  // The range before that, which `scatter` sorts.
  previous_first: u32,
  previous_size: u32,
  // Length of one half of `indices`.
  capacity: u32,
  slots: array<Slot, MAX_BINS>,
  bins: array<Bin, MAX_BINS>,
  indices: array<u32>,
}

// The same memory for kernels that only read it.
struct BinRange {
  count: u32,
  cursor: u32,
  first: u32,
  size: u32,
}

struct QueueRanges {
  active_first: u32,
  active_size: u32,
  previous_first: u32,
  previous_size: u32,
  capacity: u32,
  slots: array<Slot, MAX_BINS>,
  bins: array<BinRange, MAX_BINS>,
  indices: array<u32>,
}

// Arguments of an indirect dispatch.
struct Workgroups {
  x: u32,
  y: u32,
  z: u32,
  unused: u32,
}

// Entries of the dispatch buffer before those of the bins.
const DISPATCH_ACTIVE = 0u;
const DISPATCH_PREVIOUS = 1u;
const DISPATCH_BINS = 2u;

fn workgroups_for(paths: u32) -> Workgroups {
  return Workgroups((paths + WAVE_GROUP - 1u) / WAVE_GROUP, 1u, 1u, 0u);
}
