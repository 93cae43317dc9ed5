import type { Vec3 } from '../../../src/math/vec3.ts';
import { expect, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { bakeNotes } from '../../../src/materials/layered/bakeDomain.ts';
import { evaluatePattern } from '../../../src/materials/layered/evaluatePattern.ts';
import { evaluateStack } from '../../../src/materials/layered/evaluateStack.ts';
import type { FoldedGraph } from '../../../src/materials/layered/flatGraph.ts';
import { splitCoat } from '../../../src/materials/layered/splitCoat.ts';
import { readStack } from '../../../src/materials/layered/stack.ts';
import { cpuCoat } from '../../../src/materials/neural/analyticCoat.ts';
import { graphOf } from '../../harness/smallDocuments.ts';
import { randomDirection } from '../neural/randomMaterial.ts';

const open = (inputs: string, nodes = '') =>
  graphOf(`<?xml version="1.0"?><materialx version="1.39">${nodes}
    <open_pbr_surface name="s" type="surfaceshader">${inputs}</open_pbr_surface>
    <surfacematerial name="m" type="material"><input name="surfaceshader" type="surfaceshader" nodename="s" /></surfacematerial>
  </materialx>`);
const float = (name: string, value: number) => `<input name="${name}" type="float" value="${value}" />`;
const coat = (roughness: number) => float('coat_weight', 0.8) + float('coat_roughness', roughness);

const valueOf = (graph: FoldedGraph, wo: Vec3, wi: Vec3) =>
  evaluateStack(
    readStack(graph),
    (input) => {
      if (input.kind === 'link') return evaluatePattern(graph, input.node, { uv: [0.3, 0.6], images: new Map() });
      return typeof input.value === 'number' ? [input.value] : (input.value as readonly number[]);
    },
    wo,
    wi,
  );

test.each([0.02, 0.3, 0.7])('coat and base add up to the whole in float64: roughness %s, seed 3', async (roughness) => {
  const graph = await open(coat(roughness) + float('specular_roughness', 0.5));
  const split = splitCoat(graph);
  // 8 tenths of a coat, α = roughness² but not below the reference's floor.
  expect(split.coat).toMatchObject({ weight: 0.8, tint: [1, 1, 1] });
  expect(split.coat.alpha[0]).toBeCloseTo(Math.max(roughness ** 2, 1e-3), 9);
  const rng = new Pcg(3);
  for (let i = 0; i < 200; i++) {
    const wo = randomDirection(rng);
    const mirrored: Vec3 = [-wo[0], -wo[1], wo[2]];
    const wi = i % 2 === 0 ? randomDirection(rng) : mirrored;
    const top = cpuCoat(split.coat, wo, [0.5, 0.5, 0.5]).eval(wi);
    const base = valueOf(split.base, wo, wi);
    valueOf(graph, wo, wi).forEach((value, c) => expect(Math.abs(top[c] + base[c] - value)).toBeLessThan(1e-9 * value));
  }
});

test('of a base without its coat no near-mirror is reported', async () => {
  const graph = await open(coat(0.02));
  expect(bakeNotes(graph, [])).toHaveLength(1);
  expect(bakeNotes(splitCoat(graph).base, [])).toEqual([]);
});

test('of a plain surface the dielectric over its diffuse lobe is the coat', async () => {
  expect(splitCoat(await open('')).lobe).toBe('dielectric_reflection');
});

const none = "document 'test.mtlx' has no coat that could be kept analytic: ";
test.each([
  ['a metal', float('base_metalness', 1), 'its surface is a single lobe, not a layer over others'],
  [
    'a fuzz above it',
    coat(0.02) + float('fuzz_weight', 1),
    "the uppermost layer, lobe 'fuzz_bsdf' (sheen_bsdf), is no dielectric",
  ],
  [
    'a weight that varies',
    `${float('coat_roughness', 0.02)}<input name="coat_weight" type="float" nodename="cells" />`,
    "input 'weight' of lobe 'coat_bsdf' (dielectric_bsdf) varies over the surface",
  ],
] as const)('what is no coat is refused by its reason: %s', async (_, inputs, reason) => {
  const graph = await open(inputs, inputs.includes('cells') ? '<cellnoise2d name="cells" type="float"/>' : '');
  expect(() => splitCoat(graph)).toThrow(`${none}${reason}`);
});
