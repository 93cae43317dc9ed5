// Where a ray of a path arrives: resolves the place and counts the path in its bin.
import package::path::pathState::{BIN_ESCAPE, NO_BIN, vertices_of};
import package::path::waveParams::wave_slot;
import package::scene::hit::{Hit, Ray, is_hit};
import package::scene::surface::resolve_surface;
import package::trace_bindings::{wave, paths, surfaces, queues};

fn arrive(path: u32, ray: Ray, hit: Hit) {
  if (!is_hit(hit)) {
    count_path(path, BIN_ESCAPE);
    return;
  }
  // The last ray only looks for the environment; what it hits is shaded only where there may be nothing.
  if (vertices_of(paths[path].depth) >= wave.bounces && wave.passes == 0u) {
    paths[path].bin = NO_BIN;
    return;
  }
  let surface = resolve_surface(hit, ray);
  surfaces[path] = surface;
  count_path(path, queues.slots[wave_slot(wave, paths[path].pixel, surface.material)].bin);
}

fn count_path(path: u32, bin: u32) {
  paths[path].bin = bin;
  atomicAdd(&queues.bins[bin].count, 1u);
}
