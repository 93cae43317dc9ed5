import type { Gpu } from '../engine/device.ts';
import { Pcg } from '../engine/pcg.ts';
import { bsdfQueries, type BsdfConfiguration } from '../materials/bsdfQueries.ts';
import type { Material } from '../materials/program.ts';

const CONFIGURATIONS = 1024;
const DRAWS = 16;

/**
 * Directional albedo averaged over texels and over views (uniform in solid angle), linear Rec.709: the mean of the
 * reference's own sample weights, good to about a percent.
 */
export async function meanAlbedo(gpu: Gpu, reference: Material, seed: number): Promise<[number, number, number]> {
  const rng = new Pcg(seed, 0xa1bed0);
  const configurations = Array.from({ length: CONFIGURATIONS }, (): BsdfConfiguration => {
    const z = 1 - rng.nextFloat();
    const phi = 2 * Math.PI * rng.nextFloat();
    const radius = Math.sqrt(1 - z * z);
    return {
      wo: [radius * Math.cos(phi), radius * Math.sin(phi), z],
      uv: [rng.nextFloat(), rng.nextFloat()],
      u: [rng.nextFloat(), rng.nextFloat(), rng.nextFloat()],
    };
  });
  const uploaded = await reference.upload(gpu);
  try {
    const queries = bsdfQueries(gpu, reference.program, uploaded.resources);
    const sum: [number, number, number] = [0, 0, 0];
    for (const { weight, lobe } of await queries.sample(configurations, DRAWS, seed))
      for (let i = 0; i < lobe.length; i++) if (lobe[i] !== 0) for (let c = 0; c < 3; c++) sum[c] += weight[3 * i + c];
    return sum.map((total) => total / (CONFIGURATIONS * DRAWS)) as [number, number, number];
  } finally {
    uploaded.dispose();
  }
}
