import { describe, it } from 'vitest';
import { metallicRoughnessMaterial } from '../../../src/materials/analytic/metallicRoughness.ts';
import { testGpu } from '../../harness/gpu.ts';
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
});
