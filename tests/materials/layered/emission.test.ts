import type { Vec3 } from '../../../src/math/vec3.ts';
import { describe, expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { bakeNotes } from '../../../src/materials/layered/bakeDomain.ts';
import { evaluateEmission, readEmission } from '../../../src/materials/layered/emission.ts';
import { evaluatePattern } from '../../../src/materials/layered/evaluatePattern.ts';
import type { FoldedGraph } from '../../../src/materials/layered/flatGraph.ts';
import { compileLayered, layeredMaterial, type Layering } from '../../../src/materials/layered/layeredProgram.ts';
import { openDocument } from '../../../src/materials/layered/openDocument.ts';
import { testGpu } from '../../harness/gpu.ts';

const input = (type: string, name: string, value: string): string =>
  `<input name="${name}" type="${type}" ${value.startsWith('@') ? `nodename="${value.slice(1)}"` : `value="${value}"`}/>`;
const LAMP = `<position name="p" type="vector3"/><convert name="c" type="color3">${input('vector3', 'in', '@p')}</convert>
  <uniform_edf name="lamp" type="EDF">${input('color3', 'color', '@c')}</uniform_edf>`;
const open = async (edf: string, name = 'glow'): Promise<FoldedGraph> => {
  const xml = `<?xml version="1.0"?><materialx version="1.39">${LAMP}${edf}
    <burley_diffuse_bsdf name="clay" type="BSDF"/>
    <surface name="S" type="surfaceshader">${input('BSDF', 'bsdf', '@clay')}${input('EDF', 'edf', `@${name}`)}</surface>
    <surfacematerial name="M" type="material">${input('surfaceshader', 'surfaceshader', '@S')}</surfacematerial></materialx>`;
  const resolveFile = () => Promise.reject(new Error('no images here'));
  return (await openDocument(await nodeMaterialX(), xml, { name: 'glow.mtlx', resolveFile })).graph;
};

const distributions: Readonly<Record<string, string>> = {
  'a uniform one': `<multiply name="glow" type="EDF">${input('EDF', 'in1', '@lamp')}${input('float', 'in2', '2')}</multiply>`,
  'a cone': `<conical_edf name="glow" type="EDF">${input('color3', 'color', '@c')}${input('float', 'inner_angle', '20')}${input('float', 'outer_angle', '60')}</conical_edf>`,
  'a sharp cone': `<conical_edf name="glow" type="EDF">${input('color3', 'color', '@c')}${input('float', 'inner_angle', '40')}${input('float', 'outer_angle', '10')}</conical_edf>`,
  'one under a clear layer': `<generalized_schlick_edf name="glow" type="EDF">${input('EDF', 'base', '@lamp')}${input('color3', 'color0', '0.9, 0.5, 0.2')}${input('color3', 'color90', '0, 0.1, 0')}${input('float', 'exponent', '3')}</generalized_schlick_edf>`,
  'a sum and a mix': `<uniform_edf name="other" type="EDF">${input('color3', 'color', '0.1, 0, 3')}</uniform_edf>
    <add name="sum" type="EDF">${input('EDF', 'in1', '@lamp')}${input('EDF', 'in2', '@other')}</add>
    <mix name="glow" type="EDF">${input('EDF', 'fg', '@sum')}${input('EDF', 'bg', '@lamp')}${input('float', 'mix', '0.3')}</mix>`,
};

const views = [1, 0.9, 0.7, 0.4, 0.05].map((z): Vec3 => [Math.sqrt(1 - z * z) * 0.6, Math.sqrt(1 - z * z) * 0.8, z]);
const place = { position: [0.7, 0.2, 1.5] as const, uv: [0.3, 0.4] as const };

describe('emission', () => {
  it.each(
    Object.entries(distributions).flatMap(([name, text]) =>
      (['albedo', 'transport'] as const).map((layering) => [name, layering, text] as const),
    ),
  )('%s, layering %s: GPU agrees with float64', async (_, layering: Layering, text) => {
    const graph = await open(text);
    const queries = bsdfQueries(await testGpu(), compileLayered(graph, { layering }), {});
    const configurations = views.map((wo) => ({ wo, ...place }));
    const found = await queries.shade(configurations, Float32Array.of(0, 0, 1), 1);
    const emission = readEmission(graph);
    views.forEach((wo, i) => {
      const values = evaluateEmission(
        emission,
        (of) => {
          if (of.kind === 'link') return evaluatePattern(graph, of.node, place, of.output);
          return typeof of.value === 'number' ? [of.value] : (of.value as readonly number[]);
        },
        wo,
      );
      values.forEach((value, c) => expect(found[i].emission[c]).toBeCloseTo(value, 5));
    });
  });

  it('is nothing where it is black, and costs nothing there', async () => {
    const black = await open(
      `<multiply name="glow" type="EDF">${input('EDF', 'in1', '@lamp')}${input('float', 'in2', '0')}</multiply>`,
    );
    expect(readEmission(black)).toBeUndefined();
    expect(compileLayered(black).modules.program).not.toContain('emission');
  });

  it('is refused by name where it is measured in a file', async () => {
    const graph = await open(
      '<measured_edf name="glow" type="EDF"><input name="file" type="filename" value="lamp.ies"/></measured_edf>',
    );
    expect(() => layeredMaterial(graph, [])).toThrow(
      /node 'glow' \(measured_edf\) in document 'glow.mtlx': emission measured in a file/,
    );
  });

  it('is refused where sums of the same sums go forty deep', async () => {
    const sums = Array.from(
      { length: 40 },
      (_, i) =>
        `<add name="s${i}" type="EDF">${['in1', 'in2'].map((name) => input('EDF', name, `@${i === 0 ? 'lamp' : `s${i - 1}`}`)).join('')}</add>`,
    );
    const graph = await open(sums.join(''), 's39');
    expect(() => readEmission(graph)).toThrow(/'glow.mtlx' has more than 256 emissions/);
  });

  it('is told of where a bake leaves it out', async () => {
    const graph = await open('', 'lamp');
    expect(bakeNotes({ ...graph, needsPosition: false }, [])).toContain(
      'emission: what the surface emits is not part of a bake',
    );
  });
});
