import type { Vec3 } from '../../src/math/vec3.ts';
import { Pcg } from '../../src/engine/pcg.ts';
import { albedoHead, energyGuard } from '../../src/materials/neural/albedoHead.ts';
import { texelLatent } from '../../src/materials/neural/latentPyramid.ts';
import { neuralLayout } from '../../src/materials/neural/neuralLayout.ts';
import type { NeuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import { evaluationForward, samplerForward } from '../../src/materials/neural/neuralReference.ts';
import { samplerHead, samplerHeadDraw, samplerHeadPdf } from '../../src/materials/neural/samplerHead.ts';
import type { BenchCell } from '../benchmark.ts';
import { bakedDecoders, type BenchMaterial } from '../benchMaterials.ts';

const METRICS = ['albedoAboveOne', 'albedoAboveOneGuarded', 'albedoHeadError', 'albedoMost'] as const;
const SEED = 7;

/** How often a baked material reflects more than it gets, with and without its energy guard, and how well it knows. */
export function energyCell(material: BenchMaterial, pairs: number, directions: number): BenchCell {
  const [first] = bakedDecoders(material);
  const rows = METRICS.map((metric) => ({ name: `${material.name}/${first?.[0] ?? '2x32'}`, metric, unit: '1' }));
  return {
    id: `${material.name}/energy`,
    rows,
    async run({ signal, progress }) {
      if (!first) return rows.map(() => ({ value: null, reason: 'no baked .glb beside the document' }));
      progress(`${material.name}: albedo of ${pairs} pairs of texel and viewer`);
      const rng = new Pcg(SEED);
      let above = 0;
      let aboveGuarded = 0;
      let error = 0;
      let most = 0;
      for (let i = 0; i < pairs; i++) {
        signal.throwIfAborted();
        const { albedo, head } = albedoAt(first[1], rng, directions);
        // What only the noise of the estimate puts above 1 is not counted.
        if (Math.max(...albedo) > 1.01) above++;
        if (Math.max(...albedo) / energyGuard(head) > 1.01) aboveGuarded++;
        error += albedo.reduce((sum, value, c) => sum + Math.abs(value - head[c]) / 3, 0) / pairs;
        most = Math.max(most, ...albedo);
      }
      return [above / pairs, aboveGuarded / pairs, error, most].map((value) => ({ value, n: pairs }));
    },
  };
}

/** Directional albedo of the learned evaluation at a random texel of level 0 for a random viewer, and what the head says. */
function albedoAt({ spec, params, latents }: NeuralMaterial, rng: Pcg, directions: number) {
  const layout = neuralLayout(spec);
  const [level] = latents.levels;
  const latent = texelLatent(level, Math.floor(rng.nextFloat() * level.width * level.height));
  // Cosine-distributed, as viewers meet a surface.
  const [r, phi] = [Math.sqrt(rng.nextFloat()), 2 * Math.PI * rng.nextFloat()];
  const wo: Vec3 = [r * Math.cos(phi), r * Math.sin(phi), Math.sqrt(1 - r * r)];
  const raw = samplerForward(layout, params, latent, wo);
  const density = samplerHead(raw);
  const albedo = [0, 0, 0];
  for (let k = 0; k < directions; k++) {
    // Half of the directions from the sampler, half by the cosine, under both densities: no lobe is missed.
    const u: Vec3 = [rng.nextFloat(), (k + rng.nextFloat()) / directions, rng.nextFloat()];
    const [s, turn] = [Math.sqrt(u[0]), 2 * Math.PI * u[1]];
    const cosine: Vec3 = [s * Math.cos(turn), s * Math.sin(turn), Math.sqrt(1 - u[0])];
    const wi = k % 2 === 0 ? samplerHeadDraw(density, wo, u) : cosine;
    if (wi[2] <= 0) continue;
    const value = evaluationForward(layout, params, latent, wo, wi);
    const mixture = (samplerHeadPdf(density, wo, wi) + wi[2] / Math.PI) / 2;
    for (let c = 0; c < 3; c++) albedo[c] += value[c] / mixture / directions;
  }
  return { albedo, head: albedoHead(raw) };
}
