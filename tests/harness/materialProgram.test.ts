import { describe, expect, it } from 'vitest';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import type { MaterialProgram } from '../../src/materials/program.ts';
import { compileLayered } from '../../src/materials/layered/layeredProgram.ts';
import { chiSquare } from './chiSquare.ts';
import { ClosureGraph } from './closureGraph.ts';
import { testGpu } from './gpu.ts';
import { testMaterialProgram } from './materialProgram.ts';
import { chiSquareTail, logGamma, normalTail, sidak } from './statistics.ts';

// A test that cannot fail proves nothing: programs with one small fault each must be caught.
const faults: { fault: string; from: string; to: string; message: RegExp }[] = [
  {
    fault: 'a density 3 % too large',
    from: 'return metallic_roughness_evaluate(state.surface, wi);',
    to: 'var e = metallic_roughness_evaluate(state.surface, wi); e.pdf *= 1.03; return e;',
    message: /∫pdf|do not follow pdf/,
  },
  {
    fault: 'a lobe of .02 roughness off in the density only',
    from: 'return metallic_roughness_evaluate(state.surface, wi);',
    to: 'var other = state.surface; other.ggx.alpha += 0.02; var e = metallic_roughness_evaluate(state.surface, wi); e.pdf = metallic_roughness_evaluate(other, wi).pdf; return e;',
    message: /∫pdf|do not follow pdf/,
  },
  {
    fault: 'draws turned by 2 degrees',
    from: 'return metallic_roughness_draw(state.surface, u);',
    to: 'var d = metallic_roughness_draw(state.surface, u); d.wi = normalize(d.wi + vec3f(0.0, 0.035, 0.0)); return d;',
    message: /do not follow pdf/,
  },
  {
    fault: 'a weight without its density',
    from: 'return BsdfSample(drawn.wi, evaluation.pdf, evaluation.value / evaluation.pdf, drawn.lobe);',
    to: 'return BsdfSample(drawn.wi, evaluation.pdf, evaluation.value, drawn.lobe);',
    message: /mean weight/,
  },
  {
    fault: 'energy out of nothing',
    from: 'return metallic_roughness_evaluate(state.surface, wi);',
    to: 'var e = metallic_roughness_evaluate(state.surface, wi); e.value *= 1.2; return e;',
    message: /white furnace/,
  },
  {
    fault: 'a light seen from below',
    from: 'return metallic_roughness_evaluate(state.surface, wi);',
    to: 'if (wi.z < -0.5) { return Evaluation(vec3f(0.1), 0.0); } return metallic_roughness_evaluate(state.surface, wi);',
    message: /below/,
  },
  {
    fault: 'shade that draws other numbers',
    from: 'let drawn = draw(state, u_sample);',
    to: 'let drawn = draw(state, u_sample.yxz);',
    message: /configuration 0, light/,
  },
];

describe('testMaterialProgram', () => {
  it.each(faults)('catches $fault', async ({ from, to, message }) => {
    const gpu = await testGpu();
    const material = metallicRoughnessMaterial({ name: 'faulty', metallic: 0.3, roughness: 0.5 });
    const text = material.program.modules.program;
    expect(text.includes(from)).toBe(true);
    const program: MaterialProgram = { ...material.program, modules: { program: text.replace(from, to) } };
    const { resources, dispose } = await material.upload(gpu);
    await expect(testMaterialProgram(gpu, program, resources, { name: 'faulty' })).rejects.toThrow(message);
    dispose();
  });
});

describe('testMaterialProgram over the sphere', () => {
  const glass = new ClosureGraph()
    .add('glass', 'dielectric_bsdf', {
      weight: ['float', 1],
      tint: ['color3', [1, 1, 1]],
      ior: ['float', 1.5],
      roughness: ['vector2', [0.3, 0.3]],
      scatter_mode: ['string', 'RT'],
    })
    .graph('glass');

  it.each([
    { fault: 'a density below that is 3 % too large', from: 'lobe0_bent.pdf', to: '1.03 * lobe0_bent.pdf' },
    { fault: 'light from below that is missing in the density', from: 'lobe0_bent.pdf', to: '0.0' },
    {
      fault: 'a refraction into another medium',
      from: 'interface_sample(alpha, wo, far,',
      to: 'interface_sample(alpha, wo, 1.1 * far,',
    },
  ])('catches $fault', async ({ from, to }) => {
    const program = compileLayered(glass);
    const text = program.modules.program;
    expect(text.includes(from)).toBe(true);
    const faulty = { ...program, modules: { program: text.replace(from, to) } };
    await expect(testMaterialProgram(await testGpu(), faulty, {}, { name: 'faulty glass' })).rejects.toThrow(
      /∫pdf|do not follow pdf|mean weight/,
    );
  });
});

describe('statistics', () => {
  it('have their textbook values', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    expect(chiSquareTail(18.307, 10)).toBeCloseTo(0.05, 5);
    expect(chiSquareTail(3.94, 10)).toBeCloseTo(0.95, 4);
    expect(chiSquareTail(553.127, 500)).toBeCloseTo(0.05, 5);
    expect(normalTail(1.959964)).toBeCloseTo(0.05, 6);
    expect(sidak(0.05, 10)).toBeCloseTo(0.0051162, 7);
  });

  it('pools rare bins and rejects hits where none can be', () => {
    expect(chiSquare([10, 12, 0, 1, 2], [11, 11, 1, 1, 1]).freedom).toBe(1);
    expect(chiSquare([100, 100], [100, 100]).pValue).toBe(1);
    expect(chiSquare([50], [1e-6]).impossible).toContain('50 hits');
  });
});
