import { expect, test } from 'vitest';
import { uvScale } from '../../../src/materials/layered/uvScale.ts';
import { graphOf } from '../../harness/smallDocuments.ts';

const scaleOf = async (nodes: string) => {
  const graph = await graphOf(`<?xml version="1.0"?>
<materialx version="1.39">
  ${nodes}
  <noise2d name="pattern" type="color3"><input name="texcoord" type="vector2" nodename="place"/></noise2d>
  <standard_surface name="surface" type="surfaceshader">
    <input name="base_color" type="color3" nodename="pattern"/>
  </standard_surface>
  <surfacematerial name="it" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="surface"/>
  </surfacematerial>
</materialx>`);
  const noise = [...graph.nodes.values()].find(({ category }) => category === 'noise2d')!;
  return uvScale(graph, noise.inputs.texcoord);
};

const UV = '<texcoord name="uv" type="vector2"/>';

test('affine coordinates: the longer of the two derivatives', async () => {
  expect(await scaleOf('<texcoord name="place" type="vector2"/>')).toBeCloseTo(1, 4);
  const scaled = `${UV}<multiply name="place" type="vector2"><input name="in1" type="vector2" nodename="uv"/><input name="in2" type="vector2" value="3, -7"/></multiply>`;
  expect(await scaleOf(scaled)).toBeCloseTo(7, 3);
  const placed = `<place2d name="place" type="vector2"><input name="texcoord" type="vector2" nodename="uv"/><input name="scale" type="vector2" value="0.25, 0.25"/><input name="rotate" type="float" value="30"/></place2d>`;
  expect(await scaleOf(UV + placed)).toBeCloseTo(4, 3);
});

test('steps are passed over, positions do not count', async () => {
  const tiles = `${UV}<multiply name="many" type="vector2"><input name="in1" type="vector2" nodename="uv"/><input name="in2" type="float" value="5"/></multiply><modulo name="place" type="vector2"><input name="in1" type="vector2" nodename="many"/><input name="in2" type="float" value="1"/></modulo>`;
  expect(await scaleOf(tiles)).toBeCloseTo(5, 3);
  const object = `<position name="p" type="vector3" space="object"/><convert name="place" type="vector2"><input name="in" type="vector3" nodename="p"/></convert>`;
  expect(await scaleOf(object)).toBe(0);
});

test('a coordinate that is no number has no scale', async () => {
  const broken = `${UV}<divide name="place" type="vector2"><input name="in1" type="vector2" nodename="uv"/><input name="in2" type="float" value="0"/></divide>`;
  expect(await scaleOf(broken)).toBe(0);
});
