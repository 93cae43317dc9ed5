import { DataUtils } from 'three';
import type { Medium } from '../../src/materials/layered/medium.ts';

/** What `pack_medium` made (shaders/bsdf/medium.wgsl). */
export function unpackMedium(words: Uint32Array): Medium {
  const half = (i: number): number => DataUtils.fromHalfFloat((words[i >> 1] >>> (16 * (i & 1))) & 0xffff);
  return {
    absorption: [half(0), half(1), half(2)],
    scattering: [half(4), half(5), half(6)],
    anisotropy: half(3),
  };
}
