import { describe, expect, it } from 'vitest';
import { multiplyAddsPerHit } from '../../../bench/cost/decoderWork.ts';
import { COST_EVALUATE_LAYOUT, COST_HIT_LAYOUT, shadingTimes } from '../../../bench/cost/shading.ts';
import { COST_RAY_LAYOUTS, knotScene, traversalRates } from '../../../bench/cost/traversal.ts';
import { createKernel } from '../../../src/engine/kernel.ts';
import { metallicRoughnessMaterial } from '../../../src/materials/analytic/metallicRoughness.ts';
import { decoderSpec } from '../../../src/materials/neural/decoderSpec.ts';
import { sceneLayout } from '../../../src/scene/sceneBindings.ts';
import { nullGpu, testGpu } from '../../harness/gpu.ts';

const plain = metallicRoughnessMaterial({ name: 'plain' });

describe('kernels of the cost benchmark', () => {
  it('compile', async () => {
    const gpu = await nullGpu();
    for (const [name, layout] of Object.entries(COST_RAY_LAYOUTS)) {
      await createKernel(gpu, { root: `kernels::${name}`, layouts: [layout, sceneLayout(1)] });
    }
    for (const [root, layout] of [
      ['kernels::costHit', COST_HIT_LAYOUT],
      ['kernels::costEvaluate', COST_EVALUATE_LAYOUT],
    ] as const) {
      const { modules, bindings } = plain.program;
      await createKernel(gpu, { root, layouts: [layout, bindings], generated: modules });
    }
  });

  it('time a material: a hit costs more than one of its evaluations', async () => {
    const [times] = await shadingTimes(await testGpu(), [plain], 4096, 5);
    expect(times.nsPerHit).toHaveLength(5);
    expect(Math.min(...times.nsPerHit)).toBeGreaterThan(0);
    expect(times.nsPerHit.toSorted((a, b) => a - b)[2]).toBeGreaterThan(times.nsPerEval.toSorted((a, b) => a - b)[2]);
    expect(times.compileMs).toBeGreaterThan(0);
  });

  it('time traversal: rates are such as an adapter can have', async () => {
    const { scene, triangles } = knotScene(60, 12);
    expect(triangles).toBe(1440);
    const { primary, diffuse } = await traversalRates(await testGpu(), scene, 64, 3);
    for (const rate of [...primary, ...diffuse]) {
      expect(rate).toBeGreaterThan(1e3);
      expect(rate).toBeLessThan(1e11);
    }
  });
});

describe('multiplyAddsPerHit', () => {
  it('counts a 2x32 decoder as design and paper do', () => {
    // Frames 8·12 = 96; hoisted columns 14·32 = 448; per direction 6·32 + 32·32 + 32·3 = 1312; sampler
    // 11·32 + 32·32 + 32·32 + 32·12 = 2784 (nine of the density, three of the albedo).
    expect(multiplyAddsPerHit(decoderSpec('2x32'))).toBe(96 + 448 + 2 * 1312 + 2784);
  });
});
