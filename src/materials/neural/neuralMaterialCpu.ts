import { addScaled, scale, type Vec3 } from '../../math/vec3.ts';
import { albedoHead, energyGuard } from './albedoHead.ts';
import { cpuCoat } from './analyticCoat.ts';
import { drawLevel, lookUpLatent } from './latentPyramid.ts';
import { neuralLayout } from './neuralLayout.ts';
import type { NeuralMaterial } from './neuralMaterial.ts';
import { evaluationForward, samplerForward } from './neuralReference.ts';
import { restrictedRaw, samplerHead, samplerHeadDraw, samplerHeadPdf, type SamplerHead } from './samplerHead.ts';

/** What one hit asks of a material, in float64. */
export interface CpuHit {
  readonly head: SamplerHead;
  readonly albedo: Vec3;
  /** f·|cos|, 0 below the horizon. */
  eval(wi: Vec3): Vec3;
  pdf(wi: Vec3): number;
  /** `undefined` for a null sample. */
  sample(u: Vec3): { wi: Vec3; pdf: number; weight: Vec3 } | undefined;
}

/** The oracle of the printed program, and a slow renderer's material. */
export interface NeuralMaterialCpu {
  /** `wo` local and unit; `u` as the program's `prepare` takes it; `footprint` in uv, default 0. */
  prepare(uv: readonly [number, number], wo: Vec3, u: Vec3, footprint?: number): CpuHit;
}

export function neuralMaterialCpu(asset: NeuralMaterial): NeuralMaterialCpu {
  const layout = neuralLayout(asset.spec);
  const { params } = asset;
  return {
    prepare(uv, wo, u, footprint = 0) {
      const level = drawLevel(asset.latents, footprint, u[2]);
      const latent = lookUpLatent(asset.latents, level, uv, u);
      const raw = samplerForward(layout, params, latent, wo);
      const head = samplerHead(restrictedRaw(asset.spec.sampler.density ?? 'full', raw));
      const albedo = albedoHead(raw);
      const guard = energyGuard(albedo);
      const kept = scale(albedo, 1 / guard);
      const coat = asset.coat && cpuCoat(asset.coat, wo, kept);
      const evaluate = (wi: Vec3): Vec3 => {
        if (wo[2] <= 0 || wi[2] <= 0) return [0, 0, 0];
        const [r, g, b] = evaluationForward(layout, params, latent, wo, wi);
        return addScaled(scale([r, g, b], 1 / guard), 1, coat?.eval(wi) ?? [0, 0, 0]);
      };
      const pdf = (wi: Vec3) => {
        const below = samplerHeadPdf(head, wo, wi);
        if (!coat || wo[2] <= 0 || wi[2] <= 0) return below;
        return coat.odds * coat.pdf(wi) + (1 - coat.odds) * below;
      };
      const draw = ([x, y, choice]: Vec3): Vec3 => {
        if (!coat) return samplerHeadDraw(head, wo, [x, y, choice]);
        if (choice < coat.odds) return coat.draw([x, y]);
        return samplerHeadDraw(head, wo, [x, y, (choice - coat.odds) / (1 - coat.odds)]);
      };
      return {
        head,
        albedo: coat ? addScaled(kept, 1, coat.albedo) : kept,
        eval: evaluate,
        pdf,
        sample(uSample) {
          const wi = draw(uSample);
          const density = pdf(wi);
          if (density <= 0) return undefined;
          return { wi, pdf: density, weight: scale(evaluate(wi), 1 / density) };
        },
      };
    },
  };
}
