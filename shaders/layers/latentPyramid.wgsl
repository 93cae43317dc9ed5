// The latent texture: a pyramid of levels one behind the other, repeating over uv (all places here are within the pyramid: uv
// times its `repeats`). Each level has latents of its own for the appearance filtered to its texels. 8 channels a texel, in
// halves (vec4u), 8 bits (vec2u) or 4 bits (u32).

const MAX_LEVELS = 14u;

// What codes of 8 or 4 bits stand for: low + code·step, by channel.
struct LatentRange {
  low_0: vec4f,
  low_1: vec4f,
  step_0: vec4f,
  step_1: vec4f,
}

struct LatentLevel {
  range: LatentRange,
  // Index of its first texel.
  offset: u32,
  width: u32,
  height: u32,
}

struct LatentPyramid {
  levels: array<LatentLevel, MAX_LEVELS>,
  count: u32,
  // How often it repeats over the unit square of uv.
  repeats: f32,
}

struct Latent {
  low: vec4f,
  high: vec4f,
}

// One of the two levels whose texels are nearest in size to the footprint, with the odds of their distance in log2: right
// in the mean, with one load (Zeltner et al. 2024, section 4.4). `footprint` in uv, `texels` a side of level 0.
fn drawn_level(levels: u32, texels: f32, footprint: f32, u: f32) -> u32 {
  // The sum is rounded up where u is all but 1.
  return min(u32(floor(level_of_detail(levels, texels, footprint) + u)), levels - 1u);
}

fn level_of_detail(levels: u32, texels: f32, footprint: f32) -> f32 {
  return clamp(log2(max(footprint * texels, 1.0)), 0.0, f32(levels - 1u));
}

// Index of one texel of a level, drawn with bilinear odds.
fn drawn_texel(level: LatentLevel, uv: vec2f, u: vec2f) -> u32 {
  let size = vec2i(i32(level.width), i32(level.height));
  let place = fract(uv) * vec2f(size) - 0.5;
  let texel = (vec2i(floor(place + u)) + size) % size;
  return level.offset + u32(texel.y * size.x + texel.x);
}

// One of the four texels around a point, and its share of the mean by bilinear weights.
struct Corner {
  texel: u32,
  share: f32,
}

// Corner `i`, 0 to 3, of the four around uv.
fn bilinear_corner(level: LatentLevel, uv: vec2f, i: u32) -> Corner {
  let size = vec2i(i32(level.width), i32(level.height));
  let place = fract(uv) * vec2f(size) - 0.5;
  let low = (vec2i(floor(place)) + size) % size;
  let corner = corner_of(size, low, place - floor(place), i);
  return Corner(level.offset + corner.texel, corner.share);
}

// `low`: the texel of corner 0, within the level; `place`: where the point lies between the corners' centres, in [0, 1).
fn corner_of(size: vec2i, low: vec2i, place: vec2f, i: u32) -> Corner {
  let upper = vec2u(i & 1u, i >> 1u);
  let texel = (low + vec2i(upper)) % size;
  let odds = mix(1.0 - place, place, vec2f(upper));
  return Corner(u32(texel.y * size.x + texel.x), odds.x * odds.y);
}

fn mix_latent(sum: Latent, latent: Latent, share: f32) -> Latent {
  return Latent(sum.low + share * latent.low, sum.high + share * latent.high);
}

fn unpack_latent_16(packed: vec4u) -> Latent {
  return Latent(
    vec4f(unpack2x16float(packed.x), unpack2x16float(packed.y)),
    vec4f(unpack2x16float(packed.z), unpack2x16float(packed.w)),
  );
}

fn unpack_latent_8(packed: vec2u, range: LatentRange) -> Latent {
  let shift = vec4u(0u, 8u, 16u, 24u);
  return decoded_latent(vec4f((vec4u(packed.x) >> shift) & vec4u(255u)), vec4f((vec4u(packed.y) >> shift) & vec4u(255u)), range);
}

fn unpack_latent_4(packed: u32, range: LatentRange) -> Latent {
  let shift = vec4u(0u, 4u, 8u, 12u);
  return decoded_latent(vec4f((vec4u(packed) >> shift) & vec4u(15u)), vec4f((vec4u(packed >> 16u) >> shift) & vec4u(15u)), range);
}

fn decoded_latent(codes_0: vec4f, codes_1: vec4f, range: LatentRange) -> Latent {
  return Latent(range.low_0 + codes_0 * range.step_0, range.low_1 + codes_1 * range.step_1);
}

// The latent that codes up to `most` can stand for and that is nearest.
fn quantised_latent(latent: Latent, range: LatentRange, most: f32) -> Latent {
  return decoded_latent(
    clamp(round((latent.low - range.low_0) / range.step_0), vec4f(0.0), vec4f(most)),
    clamp(round((latent.high - range.low_1) / range.step_1), vec4f(0.0), vec4f(most)),
    range,
  );
}
