import type { LatentBits } from './latentPyramid.ts';
import type { ProgramStorage } from './programStorage.ts';

export type LatentLookup = 'stochastic' | 'trilinear';

/** A texel in the latents' buffer. */
export const TEXEL_TYPES: Record<LatentBits, string> = { 16: 'vec4u', 8: 'vec2u', 4: 'u32' };

/** Imports of what `printLookup` prints. */
export function lookupImports(bits: LatentBits, lookup: LatentLookup): string {
  const level = { stochastic: 'drawn_level', trilinear: 'level_of_detail' }[lookup];
  return `import package::layers::latentPyramid::{Latent, ${level}, drawn_texel, unpack_latent_${bits}};\n`;
}

/** `fetch_latent(member, uv, footprint, u) -> Latent`: behind it stands how latents are stored and found. */
export function printLookup(bits: LatentBits, lookup: LatentLookup, { pyramid, texel }: ProgramStorage): string {
  const range = bits === 16 ? '' : `, ${pyramid}.levels[level].range`;
  return `
fn texel_latent(member: u32, level: u32, uv: vec2f, u: vec2f) -> Latent {
  let index = drawn_texel(${pyramid}.levels[level], uv, u);
  return unpack_latent_${bits}(${texel('index')}${range});
}
${bodies[lookup](pyramid)}`;
}

const bodies: Record<LatentLookup, (pyramid: string) => string> = {
  stochastic: (pyramid) => `
fn fetch_latent(member: u32, uv: vec2f, footprint: f32, u: vec3f) -> Latent {
  let texels = f32(max(${pyramid}.levels[0].width, ${pyramid}.levels[0].height));
  return texel_latent(member, drawn_level(${pyramid}.count, texels, footprint, u.z), uv, u.xy);
}
`,
  trilinear: (pyramid) => `
fn fetch_latent(member: u32, uv: vec2f, footprint: f32, u: vec3f) -> Latent {
  let texels = f32(max(${pyramid}.levels[0].width, ${pyramid}.levels[0].height));
  let lod = level_of_detail(${pyramid}.count, texels, footprint);
  var sum = Latent();
  for (var i = 0u; i < 8u; i++) {
    let level = min(u32(lod) + (i >> 2u), ${pyramid}.count - 1u);
    let size = vec2f(f32(${pyramid}.levels[level].width), f32(${pyramid}.levels[level].height));
    let place = fract(fract(uv) * size - 0.5);
    // Draws just inside the two ends of [0, 1) give the two neighbours of an axis.
    let upper = vec2f(f32(i & 1u), f32((i >> 1u) & 1u));
    let odds = mix(1.0 - place, place, upper);
    let share = odds.x * odds.y * select(1.0 - fract(lod), fract(lod), i > 3u);
    let latent = texel_latent(member, level, uv, upper * 0.9999999);
    sum.low += share * latent.low;
    sum.high += share * latent.high;
  }
  return sum;
}
`,
};
