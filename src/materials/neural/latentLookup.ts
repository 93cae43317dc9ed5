import type { LatentBits, StoredLookup } from './latentPyramid.ts';
import type { ProgramStorage } from './programStorage.ts';

export type LatentLookup = StoredLookup | 'trilinear';

/** A texel in the latents' buffer. */
export const TEXEL_TYPES: Record<LatentBits, string> = { 16: 'vec4u', 8: 'vec2u', 4: 'u32' };

const functions: Record<LatentLookup, string> = {
  stochastic: 'drawn_level, drawn_texel',
  bilinear: 'drawn_level, drawn_texel, bilinear_corner, mix_latent',
  trilinear: 'level_of_detail, bilinear_corner, mix_latent',
};

/** Imports of what `printLookup` prints. */
export function lookupImports(bits: LatentBits, lookup: LatentLookup): string {
  return `import package::layers::latentPyramid::{Latent, unpack_latent_${bits}, ${functions[lookup]}};\n`;
}

/** `fetch_latent(member, uv, footprint, u) -> Latent`: behind it stands how latents are stored and found. */
export function printLookup(bits: LatentBits, lookup: LatentLookup, { pyramid, texel }: ProgramStorage): string {
  const range = bits === 16 ? '' : `, ${pyramid}.levels[level].range`;
  return `
fn stored_latent(member: u32, level: u32, texel: u32) -> Latent {
  return unpack_latent_${bits}(${texel('texel')}${range});
}

fn fetch_latent(member: u32, surface_uv: vec2f, surface_footprint: f32, u: vec3f) -> Latent {
  let uv = ${pyramid}.repeats * surface_uv;
  let footprint = ${pyramid}.repeats * surface_footprint;
  let texels = f32(max(${pyramid}.levels[0].width, ${pyramid}.levels[0].height));
${bodies[lookup](pyramid)}}
`;
}

const bodies: Record<LatentLookup, (pyramid: string) => string> = {
  stochastic: (pyramid) => `  let level = drawn_level(${pyramid}.count, texels, footprint, u.z);
  return stored_latent(member, level, drawn_texel(${pyramid}.levels[level], uv, u.xy));
`,
  bilinear: (pyramid) => `  let level = drawn_level(${pyramid}.count, texels, footprint, u.z);
  if (level == 0u) {
    return stored_latent(member, 0u, drawn_texel(${pyramid}.levels[0], uv, u.xy));
  }
  var sum = Latent();
  for (var i = 0u; i < 4u; i++) {
    let corner = bilinear_corner(${pyramid}.levels[level], uv, i);
    sum = mix_latent(sum, stored_latent(member, level, corner.texel), corner.share);
  }
  return sum;
`,
  trilinear: (pyramid) => `  let lod = level_of_detail(${pyramid}.count, texels, footprint);
  var sum = Latent();
  for (var i = 0u; i < 8u; i++) {
    let level = min(u32(lod) + (i >> 2u), ${pyramid}.count - 1u);
    let corner = bilinear_corner(${pyramid}.levels[level], uv, i & 3u);
    let share = corner.share * select(1.0 - fract(lod), fract(lod), i > 3u);
    sum = mix_latent(sum, stored_latent(member, level, corner.texel), share);
  }
  return sum;
`,
};
