import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDocumentFile } from '../../../src/cli/nodeMaterialX.ts';
import { Pcg } from '../../../src/engine/pcg.ts';
import { evaluateInputs } from '../../../src/materials/layered/evaluatePattern.ts';
import type { FlatGraph } from '../../../src/materials/layered/flatGraph.ts';
import { featureInputs, readStack } from '../../../src/materials/layered/stack.ts';
import { uvRepeats } from '../../../src/materials/layered/uvRepeats.ts';
import { describeMxExamples, mxExamples } from '../../harness/mxExamples.ts';
import { openText, surfaceDocument } from '../../harness/smallDocuments.ts';

const noise = new Pcg(41);
const image = {
  width: 8,
  height: 8,
  data: Uint8Array.from({ length: 256 }, () => Math.floor(noise.nextFloat() * 256)),
};

/** Base colour by a node called `pattern`; every file is one small image. */
const open = (nodes: string) => openText(surfaceDocument(`<texcoord name="uv" type="vector2"/>${nodes}`), image);

const node = (category: string, name: string, type: string, inputs: Record<string, string>) =>
  `<${category} name="${name}" type="${type}">${Object.entries(inputs)
    .map(([key, value]) => {
      const [kind, text] = value.includes(':') ? value.split(':') : ['vector2', value];
      return /^[a-z]/.test(text)
        ? `<input name="${key}" type="${kind}" nodename="${text}"/>`
        : `<input name="${key}" type="${kind}" value="${text}"/>`;
    })
    .join('')}</${category}>`;

const file = '<input name="file" type="filename" value="grain.png"/>';
const tiled = (name: string, type: string, tiles: string) =>
  `<tiledimage name="${name}" type="${type}">${file}<input name="uvtiling" type="vector2" value="${tiles}"/></tiledimage>`;
const imageAt = (name: string, coordinates: string, mode: string) =>
  `<image name="${name}" type="color3">${file}<input name="texcoord" type="vector2" nodename="${coordinates}"/><input name="uaddressmode" type="string" value="${mode}"/><input name="vaddressmode" type="string" value="${mode}"/></image>`;
const times = (name: string, from: string, by: string) => node('multiply', name, 'vector2', { in1: from, in2: by });
const coloured = (from: string) =>
  `<convert name="pattern" type="color3"><input name="in" type="float" nodename="${from}"/></convert>`;

const cases: readonly (readonly [string, string, number])[] = [
  ['a tiled image', tiled('pattern', 'color3', '3, 3'), 3],
  ['a tiled image, other numbers along v: what both share', tiled('pattern', 'color3', '4, 6'), 2],
  ['no whole number of tiles', tiled('pattern', 'color3', '2.5, 2.5'), 1],
  [
    'two tiled images: what both share',
    `${tiled('a', 'color3', '6, 6')}${tiled('b', 'color3', '9, 9')}${node('add', 'pattern', 'color3', { in1: 'color3:a', in2: 'color3:b' })}`,
    3,
  ],
  [
    'an offset moves nothing',
    `${times('many', 'uv', '5, 5')}${node('add', 'at', 'vector2', { in1: 'many', in2: '0.37, 0.1' })}${imageAt('pattern', 'at', 'periodic')}`,
    5,
  ],
  [
    'an image that mirrors repeats every second time',
    `${times('many', 'uv', '6, 6')}${imageAt('pattern', 'many', 'mirror')}`,
    3,
  ],
  ['a clamped image does not repeat', `${times('many', 'uv', '6, 6')}${imageAt('pattern', 'many', 'clamp')}`, 1],
  [
    'a wrapped coordinate, by modulo',
    `${times('many', 'uv', '4, 4')}${node('modulo', 'at', 'vector2', { in1: 'many', in2: '1, 1' })}${node('noise2d', 'n', 'float', { texcoord: 'at' })}${coloured('n')}`,
    4,
  ],
  [
    'components taken apart, put together and subtracted',
    `${node('extract', 'u', 'float', { in: 'uv', index: 'integer:0' })}${node('extract', 'v', 'float', { in: 'uv', index: 'integer:1' })}${node('subtract', 'd', 'float', { in1: 'float:v', in2: 'float:u' })}${node('combine2', 'at', 'vector2', { in1: 'float:u', in2: 'float:d' })}${node('divide', 'many', 'vector2', { in1: 'at', in2: '0.25, 0.125' })}${imageAt('pattern', 'many', 'periodic')}`,
    4,
  ],
  [
    'two vectors put together: what is asked for moves by what does not repeat',
    `${times('many', 'uv', '4.5, 4')}${node('combine2', 'both', 'vector4', { in1: '0.5, 0.5', in2: 'many' })}${node('extract', 'x', 'float', { in: 'vector4:both', index: 'integer:2' })}${node('modulo', 'n', 'float', { in1: 'float:x', in2: 'float:1' })}${coloured('n')}`,
    1,
  ],
  [
    'two vectors put together: what is asked for repeats',
    `${times('many', 'uv', '4.5, 4')}${node('combine2', 'both', 'vector4', { in1: '0.5, 0.5', in2: 'many' })}${node('extract', 'x', 'float', { in: 'vector4:both', index: 'integer:3' })}${node('modulo', 'n', 'float', { in1: 'float:x', in2: 'float:1' })}${coloured('n')}`,
    4,
  ],
  [
    'heights: their slope by uv repeats as they do',
    `${tiled('h', 'float', '5, 5')}${node('heighttonormal', 'n', 'vector3', { in: 'float:h', texcoord: 'uv' })}<convert name="pattern" type="color3"><input name="in" type="vector3" nodename="n"/></convert>`,
    5,
  ],
  [
    'a noise never repeats',
    `${times('many', 'uv', '4, 4')}${node('noise2d', 'n', 'float', { texcoord: 'many' })}${coloured('n')}`,
    1,
  ],
  [
    'a tiled image beside a noise does not',
    `${tiled('a', 'color3', '6, 6')}${node('noise2d', 'n', 'float', { texcoord: 'uv' })}${node('multiply', 'pattern', 'color3', { in1: 'color3:a', in2: 'float:n' })}`,
    1,
  ],
  [
    'an image found by an image: warped coordinates',
    `${tiled('a', 'vector2', '6, 6')}${node('add', 'at', 'vector2', { in1: 'uv', in2: 'a' })}${imageAt('pattern', 'at', 'periodic')}`,
    1,
  ],
  [
    'the object-space position is not known from uv',
    `<position name="p" type="vector3"/>${tiled('a', 'color3', '6, 6')}${node('noise3d', 'n', 'float', { position: 'vector3:p' })}${node('multiply', 'pattern', 'color3', { in1: 'color3:a', in2: 'float:n' })}`,
    1,
  ],
  [
    'a constant has nothing to repeat',
    '<constant name="pattern" type="color3"><input name="value" type="color3" value="0.2, 0.3, 0.4"/></constant>',
    1,
  ],
];

describe('repeats over uv', () => {
  it.each(cases)('%s', async (_, nodes, expected) => {
    const { graph, images } = await open(nodes);
    expect(uvRepeats(graph)).toBe(expected);
    if (expected > 1) expectPeriod(graph, images, expected);
  });
});

/** Every value of the surface, at 64 points and a period further along u and along v. */
function expectPeriod(graph: FlatGraph, images: Awaited<ReturnType<typeof open>>['images'], repeats: number): void {
  const decoded = new Map(images.map(({ file: path, image: loaded }) => [path, loaded]));
  const inputs = featureInputs(readStack(graph as Parameters<typeof readStack>[0])).filter(
    ({ kind }) => kind === 'link',
  );
  expect(inputs.length).toBeGreaterThan(0);
  const at = (u: number, v: number) => evaluateInputs(graph, inputs, { uv: [u, v], images: decoded }).flat();
  const rng = new Pcg(42);
  for (let i = 0; i < 64; i++) {
    const [u, v] = [rng.nextFloat(), rng.nextFloat()];
    const here = at(u, v);
    for (const there of [at(u + 1 / repeats, v), at(u, v + 1 / repeats)])
      there.forEach((x, k) => expect(Math.abs(x - here[k])).toBeLessThan(1e-9));
  }
}

describeMxExamples("the MaterialX project's examples", () => {
  it.each([
    ['standard_surface_brick_procedural.mtlx', 3],
    ['standard_surface_wood_tiled.mtlx', 4],
    ['standard_surface_marble_solid.mtlx', 1],
  ])('%s repeats %i times', async (name, expected) => {
    const { graph } = await openDocumentFile(join(mxExamples, 'StandardSurface', name));
    expect(uvRepeats(graph)).toBe(expected);
  });
});
