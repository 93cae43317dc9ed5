// What all paths of one submit share.
import package::path::pathState::NO_PIXEL;

// `strategy`: how direct light is found. Balanced by MIS, or by one side alone (tests and measurements).
const STRATEGY_MIS = 0u;
const STRATEGY_BSDF = 1u;
const STRATEGY_LIGHT = 2u;

// `output`: what the film is of. Light along paths, or of the first surface, as guides for denoisers.
const OUTPUT_RADIANCE = 0u;
const OUTPUT_ALBEDO = 1u;
const OUTPUT_NORMAL = 2u;

struct WaveParams {
  width: u32,
  height: u32,
  // 8x8 blocks of pixels in row-major order; the wave starts at this one.
  first_block: u32,
  // Paths in the wave: 64 a block.
  path_count: u32,
  sample: u32,
  seed: u32,
  // Bins in use: 1 + sides * material_count.
  bin_count: u32,
  material_count: u32,
  // Pixel columns left of this one belong to side 0.
  split_column: u32,
  roulette_start: u32,
  // Surface vertices shaded along a path at most.
  bounces: u32,
  // Places where nothing is that a path can pass beside them; 0 where all surfaces are everywhere there.
  passes: u32,
  strategy: u32,
  // Largest radiance a sample may add to the film, 0 = unlimited.
  clamp_radiance: f32,
  // 1: the numbers of a pixel's samples fill their square evenly; 0: they are independent.
  stratified: u32,
  output: u32,
}

// Pixel of path `index`: 8x8 blocks keep neighbouring rays together. NO_PIXEL outside the image.
fn wave_pixel(wave: WaveParams, index: u32) -> u32 {
  let blocks_x = (wave.width + 7u) / 8u;
  let block = wave.first_block + index / 64u;
  let lane = index % 64u;
  let x = (block % blocks_x) * 8u + lane % 8u;
  let y = (block / blocks_x) * 8u + lane / 8u;
  return select(NO_PIXEL, y * wave.width + x, x < wave.width && y < wave.height);
}

// Slot of a hit; the side of a split view is the primary pixel's.
fn wave_slot(wave: WaveParams, pixel: u32, material: u32) -> u32 {
  let side = select(1u, 0u, pixel % wave.width < wave.split_column);
  return material + side * wave.material_count;
}
