import { albedoHead, energyGuard } from './albedoHead.ts';
import { drawLevel, lookUpLatent } from './latentPyramid.ts';
import { neuralLayout } from './neuralLayout.ts';
import type { NeuralMaterial } from './neuralMaterial.ts';
import { evaluationForward, samplerForward } from './neuralReference.ts';
import { restrictedRaw, samplerHead, samplerHeadDraw, samplerHeadPdf, type SamplerHead } from './samplerHead.ts';
import type { Vec3 } from './vector.ts';

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
      const evaluate = (wi: Vec3): Vec3 => {
        if (wo[2] <= 0 || wi[2] <= 0) return [0, 0, 0];
        const [r, g, b] = evaluationForward(layout, params, latent, wo, wi);
        return [r / guard, g / guard, b / guard];
      };
      return {
        head,
        albedo: albedo.map((value) => value / guard) as unknown as Vec3,
        eval: evaluate,
        pdf: (wi) => samplerHeadPdf(head, wo, wi),
        sample(uSample) {
          const wi = samplerHeadDraw(head, wo, uSample);
          const pdf = samplerHeadPdf(head, wo, wi);
          if (pdf <= 0) return undefined;
          const [r, g, b] = evaluate(wi);
          return { wi, pdf, weight: [r / pdf, g / pdf, b / pdf] };
        },
      };
    },
  };
}
