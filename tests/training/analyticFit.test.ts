import { describe, expect, it } from 'vitest';
import { fidelity } from '../../bench/fidelity/fidelity.ts';
import { fittedMaterial } from '../../bench/fidelity/fittedMaterial.ts';
import { spotEnvironment } from '../../bench/fidelity/lighting.ts';
import { fidelityViews } from '../../bench/fidelity/views.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { analytic8Model, gltfModel } from '../../src/training/analyticModels.ts';
import { fitAnalytic } from '../../src/training/analyticFit.ts';
import { gltfBlock } from '../../src/training/gltfBlock.ts';
import { bsdfQueries } from '../../src/materials/bsdfQueries.ts';
import type { Material } from '../../src/materials/program.ts';
import { nullGpu, testGpu } from '../harness/gpu.ts';
import { stripedMaterial } from '../harness/smallDocuments.ts';

/** Two kinds of texel in a checkerboard of 8x8 fields. */
function checkerboard(size: number, even: number[], odd: number[]) {
  const data = new Uint8Array(size * size * 4);
  for (let i = 0; i < size * size; i++) {
    const field = Math.floor(((i % size) * 8) / size) + Math.floor((Math.floor(i / size) * 8) / size);
    data.set([...(field % 2 === 0 ? even : odd), 255], 4 * i);
  }
  return { width: size, height: size, data, srgb: false, wrapS: 'repeat', wrapT: 'repeat' } as const;
}

// Red plastic of roughness .4 and, by fields, a gold-like metal of roughness .6; normals lean in the plastic.
const reference = metallicRoughnessMaterial({
  name: 'checker',
  baseColorTexture: checkerboard(64, [204, 26, 26], [204, 153, 51]),
  metallicRoughnessTexture: checkerboard(64, [255, 102, 0], [255, 153, 255]),
  normalTexture: checkerboard(64, [166, 128, 248], [128, 128, 255]),
});

describe('fitAnalytic', () => {
  it('compiles for both models and losses', async () => {
    const gpu = await nullGpu();
    for (const loss of ['log', 'cubeRoot'] as const) {
      await fitAnalytic(gpu, reference, [gltfModel, analytic8Model], { size: 16, queriesPerTexel: 1, loss });
    }
  });

  it('finds the parameters of a reference that is of the model', async () => {
    const [fit] = await fitAnalytic(await testGpu(), reference, [gltfModel], {
      size: 16,
      queriesPerTexel: 400,
    });
    const channel = (texel: number, index: number): number => fit.parameters[8 * texel + index];
    // Texel (0, 0) is plastic, texel (2, 0) metal (of 16). The model holds the reference: parameters come back to less than a step of 8 bits.
    const near = (texel: number, index: number, value: number) =>
      expect(Math.abs(channel(texel, index) - value), `texel ${texel}, channel ${index}`).toBeLessThan(0.004);
    [204 / 255, 26 / 255, 26 / 255, 0, 102 / 255].forEach((value, index) => near(0, index, value));
    [204 / 255, 153 / 255, 51 / 255, 1, 153 / 255].forEach((value, index) => near(2, index, value));
    // The map's normal is not quite of unit length in 8 bits.
    const length = Math.hypot(166 / 127.5 - 1, 128 / 127.5 - 1, 248 / 127.5 - 1);
    near(0, 5, (166 / 127.5 - 1) / length);
    near(0, 6, (128 / 127.5 - 1) / length);
    expect(fit.loss).toBeLessThan(1e-3);
  });

  it('fits one period of a reference that repeats, and what it gives repeats', async () => {
    const gpu = await testGpu();
    const striped = await stripedMaterial();
    const [gltf, free] = await fitAnalytic(gpu, striped, [gltfModel, analytic8Model], {
      size: 16,
      queriesPerTexel: 100,
    });
    expect(gltf.repeats).toBe(2);
    const wi = Float32Array.of(0, 0.6, 0.8);
    // Centres of texels of both periods, dark and bright.
    const us = [0.140625, 0.359375, 0.640625, 0.859375];
    const configurations = us.map((u) => ({ wo: [0.6, 0, 0.8] as const, uv: [u, 0.515625] as const }));
    const valuesOf = async ({ program, upload }: Material) => {
      const { resources, dispose } = await upload(gpu);
      const values = await bsdfQueries(gpu, program, resources).evaluate(configurations, wi);
      dispose();
      return values.map(({ value }) => value[0]);
    };
    const expected = await valuesOf(striped);
    expect(expected.map((value) => value > 0.1)).toEqual([false, true, false, true]);
    for (const fitted of [metallicRoughnessMaterial(gltfBlock(gltf, 'gltf')), fittedMaterial(free, 'free')]) {
      const values = await valuesOf(fitted);
      // Neither model is black without any gloss: it is what is left of a dielectric's.
      values.forEach((value, i) =>
        expect(Math.abs(value - expected[i]), `${fitted.name} at ${us[i]}`).toBeLessThan(0.03),
      );
    }
  });

  it('gives materials that look like the reference: the 8-bit glTF block and the free channels', async () => {
    const gpu = await testGpu();
    const [gltf, free] = await fitAnalytic(gpu, reference, [gltfModel, analytic8Model], {
      size: 64,
      queriesPerTexel: 64,
    });
    const plain = metallicRoughnessMaterial({
      name: 'grey',
      baseColor: [0.5, 0.5, 0.5],
      metallic: 0.5,
      roughness: 0.5,
    });
    const candidates = [metallicRoughnessMaterial(gltfBlock(gltf, 'gltf')), fittedMaterial(free, 'free'), plain];
    const { candidates: errors } = await fidelity(gpu, reference, candidates, {
      size: 48,
      samples: 8,
      floor: false,
      views: fidelityViews().slice(2),
      lights: [{ name: 'spot', map: spotEnvironment(256, 128) }],
    });
    // 8-bit normals under a small light cost the glTF block .02; the free channels stay in f32, but their specular and
    // metalness can stand in for each other, and some texels end between the two: .017.
    expect(errors[0].flip).toBeLessThan(0.03);
    expect(errors[1].flip).toBeLessThan(0.03);
    expect(errors[2].flip).toBeGreaterThan(0.1);
  });

  it('is a function of its seed', async () => {
    const gpu = await testGpu();
    const fit = async (seed: number) =>
      (await fitAnalytic(gpu, reference, [gltfModel], { size: 16, queriesPerTexel: 4, seed }))[0].parameters;
    expect(await fit(1)).toEqual(await fit(1));
    expect(await fit(1)).not.toEqual(await fit(2));
  });

  it('is the same where its covariances take two bindings, and refuses where they would take three', async () => {
    const gpu = await testGpu();
    const fit = async (bytes: number) => {
      const limits = new Proxy(gpu.limits, {
        get: (own, key) => (key === 'maxStorageBufferBindingSize' ? bytes : Reflect.get(own, key, own)),
      });
      const options = { size: 16, queriesPerTexel: 4 };
      return (await fitAnalytic({ ...gpu, limits }, reference, [gltfModel], options))[0].parameters;
    };
    expect(await fit(192 * 200)).toEqual(await fit(192 * 4096));
    await expect(fit(192 * 100)).rejects.toThrow('a fit of 16² texels is too large');
  });

  it('refuses a size that is no power of two, and a block from another model', async () => {
    const gpu = await nullGpu();
    await expect(fitAnalytic(gpu, reference, [gltfModel], { size: 48 })).rejects.toThrow(/power of two/);
    await expect(fitAnalytic(gpu, reference, [gltfModel], { repeats: 0 })).rejects.toThrow(/repeats is 0/);
    const fit = { model: analytic8Model, size: 1, repeats: 1, parameters: new Float32Array(8), loss: 0 };
    expect(() => gltfBlock(fit, 'x')).toThrow(/not of analytic8/);
  });
});
