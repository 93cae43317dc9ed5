import { describe, expect, it } from 'vitest';
import { bindingLayout, storage, uniform } from '../../../src/engine/bindings.ts';
import { createKernel } from '../../../src/engine/kernel.ts';
import {
  metallicRoughnessMaterial,
  metallicRoughnessProgram,
} from '../../../src/materials/analytic/metallicRoughness.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import type { MaterialTexture } from '../../../src/materials/materialTexture.ts';
import { nullGpu, testGpu } from '../../harness/gpu.ts';
import { testMaterialProgram } from '../../harness/materialProgram.ts';

const cases = [
  { name: 'white rough dielectric', baseColor: [1, 1, 1], metallic: 0, roughness: 0.7 },
  { name: 'glossy red dielectric', baseColor: [0.8, 0.1, 0.05], metallic: 0, roughness: 0.25 },
  { name: 'white metal', baseColor: [1, 1, 1], metallic: 1, roughness: 0.4 },
  { name: 'near mirror', baseColor: [0.9, 0.7, 0.3], metallic: 0.5, roughness: 0 },
] as const;

describe('metallic-roughness', () => {
  it.each(cases)('$name passes the statistical suite (seed 1)', async (options) => {
    const gpu = await testGpu();
    const material = metallicRoughnessMaterial(options);
    const { resources, dispose } = await material.upload(gpu);
    // Single scattering: it loses energy and never gains any.
    await testMaterialProgram(gpu, material.program, resources, { ...options, furnace: 1.001 });
    dispose();
  });

  it.each([
    { alphaMode: 'opaque', there: [1, 1] },
    { alphaMode: 'blend', there: [0.5 * (51 / 255), 0.5] },
    // Half of the texture's alpha: .1 and .5.
    { alphaMode: 'mask', there: [0, 1] },
  ] as const)('$alphaMode: so much of it is there', async ({ alphaMode, there }) => {
    const gpu = await testGpu();
    const data = Uint8Array.of(255, 255, 255, 51, 255, 255, 255, 255);
    const baseColorTexture = { width: 2, height: 1, data, srgb: true, wrapS: 'repeat', wrapT: 'repeat' } as const;
    const material = metallicRoughnessMaterial({
      name: 'leaf',
      alphaMode,
      alphaCutoff: 0.4,
      opacity: 0.5,
      baseColorTexture,
    });
    expect(material.program.seeThrough ?? false).toBe(alphaMode !== 'opaque');
    const { resources, dispose } = await material.upload(gpu);
    const places = [0.25, 0.75].map((u) => ({ wo: [0, 0, 1] as const, uv: [u, 0.5] as const }));
    const shaded = await bsdfQueries(gpu, material.program, resources).shade(places, Float32Array.of(0, 0, 1), 1);
    // 8 bits, and a filter's weights of 8 bits.
    shaded.forEach(({ transparency }, i) => expect(1 - transparency[0]).toBeCloseTo(there[i], 2));
    dispose();
  });

  it('shines through its emissive texture, and where there is none as a whole', async () => {
    const gpu = await testGpu();
    const data = Uint8Array.of(255, 0, 51, 255, 0, 255, 0, 255);
    const emissiveTexture = { width: 2, height: 1, data, srgb: false, wrapS: 'repeat', wrapT: 'repeat' } as const;
    const lamp = metallicRoughnessMaterial({ name: 'screen', emissive: [2, 3, 4], emissiveTexture });
    expect(lamp.emission).toBeUndefined();
    const { resources, dispose } = await lamp.upload(gpu);
    const places = [0.25, 0.75].map((u) => ({ wo: [0, 0, 1] as const, uv: [u, 0.5] as const }));
    const shaded = await bsdfQueries(gpu, lamp.program, resources).shade(places, Float32Array.of(0, 0, 1), 1);
    [2, 0, 0.8, 0, 3, 0].forEach((value, i) => expect(shaded[i < 3 ? 0 : 1].emission[i % 3]).toBeCloseTo(value, 2));
    dispose();
    const bulb = metallicRoughnessMaterial({ name: 'bulb', emissive: [2, 3, 4] });
    expect(bulb.emission).toEqual([2, 3, 4]);
    expect(bulb.program.key).toBe(metallicRoughnessProgram([]).key);
    expect(metallicRoughnessMaterial({ name: 'dark', emissive: [0, 0, 0] }).emission).toBeUndefined();
  });

  it('reads textures as factors, in their own uv and encoding', async () => {
    const gpu = await testGpu();
    // Left texel one value, right texel another; 188 is linear .503 in sRGB.
    const image = (left: number[], right: number[], srgb: boolean): MaterialTexture => ({
      width: 2,
      height: 1,
      data: Uint8Array.of(...left, 255, ...right, 255),
      srgb,
      wrapS: 'repeat',
      wrapT: 'clamp-to-edge',
    });
    const textured = metallicRoughnessMaterial({
      name: 'textured',
      baseColor: [1, 0.5, 1],
      metallic: 0.8,
      roughness: 0.9,
      normalScale: 0.5,
      baseColorTexture: image([188, 188, 188], [0, 0, 0], true),
      metallicRoughnessTexture: image([0, 0, 0], [0, 128, 51], false),
      // Turned round by half the width: u = .25 reads the right texel.
      normalTexture: { ...image([128, 128, 255], [204, 128, 204], false), transform: [1, 0, 0.5, 0, 1, 0] },
    });
    const plain = metallicRoughnessMaterial({
      name: 'plain',
      baseColor: [0.5029, 0.2514, 0.5029],
      metallic: 0,
      roughness: 0,
    });
    // The normal of the right texel at scale .5, put in by turning the directions instead.
    const ask = async (material: typeof plain, wo: [number, number, number], wi: number[]) => {
      const { resources, dispose } = await material.upload(gpu);
      const queries = bsdfQueries(gpu, material.program, resources);
      const [{ value }] = await queries.evaluate([{ wo, uv: [0.25, 0.5] }], Float32Array.from(wi));
      dispose();
      return [...value];
    };
    const slope = [(2 * 204) / 255 - 1, (2 * 128) / 255 - 1, (2 * 204) / 255 - 1].map((x, i) => x * [0.5, 0.5, 1][i]);
    const n = slope.map((x) => x / Math.hypot(...slope));
    const t = [1 - n[0] * n[0], -n[0] * n[1], -n[0] * n[2]].map((x, _, v) => x / Math.hypot(...v));
    const b = [n[1] * t[2] - n[2] * t[1], n[2] * t[0] - n[0] * t[2], n[0] * t[1] - n[1] * t[0]];
    const local = (v: number[]) =>
      [t, b, n].map((axis) => axis[0] * v[0] + axis[1] * v[1] + axis[2] * v[2]) as [number, number, number];
    const wo: [number, number, number] = [0, 0.6, 0.8];
    const wi = [0.6, 0, 0.8];
    const found = await ask(textured, wo, wi);
    const expected = await ask(plain, local(wo), local(wi));
    // 8-bit texels; the metal and roughness texel is black here, so the lobe is a mirror seen from aside: Lambert remains.
    found.forEach((value, c) => expect(value).toBeCloseTo(expected[c], 3));
    expect(found[0]).toBeGreaterThan(0.05);
  });

  it('compiles with every set of textures on the null backend', async () => {
    const gpu = await nullGpu();
    const layout = bindingLayout('bsdfQueryShade_bindings', 0, {
      configurations: storage('array<package::bsdf::bsdfQuery::BsdfConfiguration>'),
      directions: storage('array<vec4f>'),
      settings: uniform('package::bsdf::bsdfQuery::BsdfQuerySettings'),
      results: storage('array<package::bsdf::bsdf::ShadeResult>', 'read_write'),
    });
    const slots = ['base_color', 'metallic_roughness', 'normal'] as const;
    const keys = new Set<string>();
    for (let set = 0; set < 8; set++) {
      const program = metallicRoughnessProgram(slots.filter((_, bit) => set & (1 << bit)));
      const options = {
        root: 'kernels::bsdfQueryShade',
        layouts: [layout, program.bindings],
        generated: program.modules,
      };
      await createKernel(gpu, options);
      keys.add(program.key);
    }
    expect(keys.size).toBe(8);
  });

  it('refuses a texture whose data does not fit, by name', async () => {
    const texture = {
      width: 4,
      height: 4,
      data: new Uint8Array(10),
      srgb: true,
      wrapS: 'repeat',
      wrapT: 'repeat',
    } as const;
    const material = metallicRoughnessMaterial({ name: 'torn', baseColorTexture: texture });
    await expect(material.upload(await testGpu())).rejects.toThrow(
      "texture 'torn/base_color': 4x4 needs 64 values, not 10",
    );
  });
});
