import { describe, expect, it } from 'vitest';
import { fidelity } from '../../../bench/fidelity/fidelity.ts';
import { fidelityLights, spotEnvironment } from '../../../bench/fidelity/lighting.ts';
import { createFidelityRenderer } from '../../../bench/fidelity/renderer.ts';
import { fidelityViews } from '../../../bench/fidelity/views.ts';
import { metallicRoughnessMaterial } from '../../../src/materials/analytic/metallicRoughness.ts';
import { meanAbsoluteError, meanOverMask } from '../../../src/metrics/imageErrors.ts';
import { uniformEnvironment } from '../../../src/scene/environmentData.ts';
import { layeredMaterial } from '../../../src/materials/layered/layeredProgram.ts';
import { testGpu } from '../../harness/gpu.ts';
import { estimate, float64Walk, viewer } from '../../harness/transportEstimates.ts';
import { slab } from '../../harness/transportStacks.ts';

const plastic = metallicRoughnessMaterial({ name: 'plastic', baseColor: [0.8, 0.2, 0.1], metallic: 0, roughness: 0.4 });
const matte = metallicRoughnessMaterial({ name: 'matte', baseColor: [0.8, 0.2, 0.1], metallic: 0, roughness: 0.9 });
const gold = metallicRoughnessMaterial({ name: 'gold', baseColor: [1, 0.77, 0.34], metallic: 1, roughness: 0.3 });
const chalk = metallicRoughnessMaterial({ name: 'chalk', baseColor: [0.5, 0.5, 0.5], metallic: 0, roughness: 1 });

const white = { name: 'white', map: uniformEnvironment([1, 1, 1]).map };
const [front, , close] = fidelityViews();

describe('the fidelity image', () => {
  it('fills at least 60 % of the frame in every view', async () => {
    const renderer = await createFidelityRenderer(await testGpu(), chalk, [], 32);
    for (const view of fidelityViews()) {
      const { coverage } = await renderer.render(view, white, 4, 1);
      expect(meanOverMask(coverage), view.name).toBeGreaterThan(0.6);
    }
    renderer.dispose();
  });

  it('agrees with the closed form: a sphere in uniform light shows its albedo', async () => {
    // The reference's own albedo at each view angle is smooth and close to .5 for a dielectric of base colour .5: between
    // the base (1 - F)·.5 with its double loss and F0 = .04 added, within .02 away from grazing angles.
    const renderer = await createFidelityRenderer(await testGpu(), chalk, [chalk], 16);
    const { reference, candidates } = await renderer.render(close, white, 64, 1);
    for (const image of [reference, candidates[0]]) {
      expect(Math.abs(meanOverMask(image.data) - 0.5)).toBeLessThan(0.02);
    }
    renderer.dispose();
  });

  it('agrees with the closed form: a small light on a rough sphere gives albedo·cos', async () => {
    const renderer = await createFidelityRenderer(await testGpu(), chalk, [], 16);
    const spot = { name: 'spot', map: spotEnvironment(512, 256) };
    const { reference } = await renderer.render(close, spot, 64, 1);
    // Brightest where the light stands above the surface: irradiance π times (.5 (1 - F)/π + specular of α = 1).
    expect(Math.max(...reference.data)).toBeGreaterThan(0.4);
    expect(Math.max(...reference.data)).toBeLessThan(0.6);
    renderer.dispose();
  });

  it('is the same for the reference as a candidate, and its error falls with the noise of another seed', async () => {
    const gpu = await testGpu();
    const lights = (await fidelityLights()).slice(0, 1);
    const options = { size: 48, views: [front], lights };
    const few = await fidelity(gpu, plastic, [plastic, matte, gold], { ...options, samples: 4 });
    const many = await fidelity(gpu, plastic, [plastic], { ...options, samples: 64 });
    // Two kernels compile the same formulas: rounding apart, nothing differs.
    expect(few.candidates[0].flip).toBeLessThan(1e-3);
    expect(few.candidates[0].meanAbsolute).toBeLessThan(1e-4);
    expect(few.candidates[1].flip).toBeGreaterThan(0.02);
    expect(few.candidates[2].flip).toBeGreaterThan(few.candidates[1].flip);
    expect(many.flipFloor!).toBeLessThan(few.flipFloor! / 1.8);
  });

  it('takes lit views that were kept as they are', async () => {
    const gpu = await testGpu();
    const kept = new Map<string, unknown>();
    const lights = [white];
    let measured = 0;
    const options = {
      size: 16,
      samples: 1,
      views: [front, close],
      lights,
      part: async <T>(name: string, measure: () => Promise<T>): Promise<T> => {
        if (!kept.has(name)) {
          measured++;
          // As it comes back from a file.
          kept.set(name, JSON.parse(JSON.stringify(await measure())));
        }
        return kept.get(name) as T;
      },
    };
    const first = await fidelity(gpu, plastic, [matte], options);
    const again = await fidelity(gpu, plastic, [matte], options);
    expect(measured).toBe(2);
    expect(again).toEqual(first);
    expect(Object.keys(first.candidates[0].flips)).toEqual(['front/white', 'close/white']);
  });

  it('asks for a proposer where the reference is random, and then shows its light (seed 1)', async () => {
    const gpu = await testGpu();
    const graph = slab(0.3, [0.7, 0.7, 0.7]).graph('all');
    const walked = layeredMaterial(graph, [], { layering: 'transport' });
    await expect(createFidelityRenderer(gpu, walked, [], 16)).rejects.toThrow(/'all' has no exact density/);
    const renderer = await createFidelityRenderer(gpu, walked, [chalk], 16, layeredMaterial(graph, []));
    const { reference, candidates } = await renderer.render(close, white, 64, 1);
    renderer.dispose();
    // The middle of the close view looks along the normal: what float64 walks leave with.
    const walk = float64Walk(slab(0.3, [0.7, 0.7, 0.7]), 2);
    const albedo = estimate(20000, () => [walk(viewer(15)).left?.weight[0] ?? 0]).mean[0];
    const middle = [7, 8].flatMap((y) => [7, 8].map((x) => reference.data[3 * (16 * y + x)]));
    expect(Math.abs(middle.reduce((sum, x) => sum + x / 4, 0) - albedo)).toBeLessThan(0.05 * albedo);
    expect(Math.abs(meanOverMask(candidates[0].data) - 0.5)).toBeLessThan(0.02);
  });

  it('does not depend on whose sampler drew the directions', async () => {
    const gpu = await testGpu();
    const light = (await fidelityLights())[0];
    const satin = metallicRoughnessMaterial({ name: 'satin', baseColor: [1, 0.77, 0.34], metallic: 1, roughness: 0.6 });
    const own = await createFidelityRenderer(gpu, satin, [], 24);
    const foreign = await createFidelityRenderer(gpu, chalk, [satin], 24);
    const a = (await own.render(front, light, 256, 1)).reference;
    const again = (await own.render(front, light, 256, 2)).reference;
    const b = (await foreign.render(front, light, 256, 3)).candidates[0];
    const level = meanOverMask(a.data);
    // The mean of 576 pixels: noise of one pixel is a few per cent, of the mean a tenth of one.
    expect(Math.abs(meanOverMask(b.data) / level - 1)).toBeLessThan(0.005);
    // Pixel by pixel no more than the noise of the two: a missing weight would show where lobes are narrow.
    expect(meanAbsoluteError(a, b)).toBeLessThan(3 * meanAbsoluteError(a, again));
    own.dispose();
    foreign.dispose();
  });
});
