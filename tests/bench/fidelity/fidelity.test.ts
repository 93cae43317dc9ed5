import { describe, expect, it } from 'vitest';
import { fidelity } from '../../../bench/fidelity/fidelity.ts';
import { fidelityLights, spotEnvironment } from '../../../bench/fidelity/lighting.ts';
import { createFidelityRenderer } from '../../../bench/fidelity/renderer.ts';
import { fidelityViews } from '../../../bench/fidelity/views.ts';
import { metallicRoughnessMaterial } from '../../../src/materials/analytic/metallicRoughness.ts';
import { meanAbsoluteError, meanOverMask } from '../../../src/metrics/imageErrors.ts';
import { uniformEnvironment } from '../../../src/scene/environmentData.ts';
import { testGpu } from '../../harness/gpu.ts';

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
