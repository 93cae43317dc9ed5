import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { compileLayered } from '../../../src/materials/layered/layeredProgram.ts';
import type { MxDocument, MxNodeDef } from '../../../src/materials/layered/materialX.ts';
import { openDocument } from '../../../src/materials/layered/openDocument.ts';

type NodeDefinition = MxNodeDef & { getNodeString(): string };

const table = readFileSync('docs/materialx.md', 'utf8');
const told = `${table}\n${readFileSync('docs/lobes.md', 'utf8')}`;
/** Names in a text, with a star for any ending or beginning. */
const namesIn = (text: string): RegExp[] =>
  [...text.matchAll(/\*?[A-Za-z_][A-Za-z0-9_]*\*?/g)].map(([name]) => new RegExp(`^${name.replaceAll('*', '\\w+')}$`));
const names = namesIn(told);
/** First cells of the rows that say so. */
const refused = namesIn([...table.matchAll(/^\| ([^|]+) \| refused/gm)].map(([, cell]) => cell).join(' '));

/** What shows a pattern `p` of this type as a colour `c`. */
const SHOWN: Readonly<Record<string, string>> = {
  color3: '<dot name="c" type="color3"><input name="in" type="color3" nodename="p"/></dot>',
  ...Object.fromEntries(
    ['float', 'vector3', 'integer', 'boolean'].map((type) => [
      type,
      `<convert name="c" type="color3"><input name="in" type="${type}" nodename="p"/></convert>`,
    ]),
  ),
  ...Object.fromEntries(
    ['vector2', 'vector4', 'color4'].map((type) => [
      type,
      `<extract name="e" type="float"><input name="in" type="${type}" nodename="p"/></extract><convert name="c" type="color3"><input name="in" type="float" nodename="e"/></convert>`,
    ]),
  ),
  ...Object.fromEntries(
    ['matrix33', 'matrix44'].map((type) => [
      type,
      `<determinant name="e" type="float"><input name="in" type="${type}" nodename="p"/></determinant><convert name="c" type="color3"><input name="in" type="float" nodename="e"/></convert>`,
    ]),
  ),
};

let definitions: Map<string, NodeDefinition[]>;
beforeAll(async () => {
  const document = (await (
    await nodeMaterialX()
  ).read([{ path: '', xml: '<materialx version="1.39"/>' }])) as MxDocument & {
    getNodeDefs(): NodeDefinition[];
  };
  definitions = new Map();
  for (const definition of document.getNodeDefs()) {
    const category = definition.getNodeString();
    definitions.set(category, [...(definitions.get(category) ?? []), definition]);
  }
});

it('every category of MaterialX is named in the tables', () => {
  expect(definitions.size).toBeGreaterThan(200);
  expect([...definitions.keys()].filter((category) => !names.some((name) => name.test(category)))).toEqual([]);
});

it('every pattern node compiles, but for those that the table calls refused', { timeout: 300_000 }, async () => {
  const wrong: string[] = [];
  let compiled = 0;
  for (const [category, list] of definitions) {
    const definition = list.find((one) => SHOWN[one.getType()]);
    if (!definition) continue;
    const type = definition.getType();
    const xml = `<?xml version="1.0"?><materialx version="1.39"><${category} name="p" type="${type}"/>${SHOWN[type]}
      <burley_diffuse_bsdf name="b" type="BSDF"><input name="color" type="color3" nodename="c"/></burley_diffuse_bsdf>
      <surface name="s" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="b"/></surface>
      <surfacematerial name="m" type="material"><input name="surfaceshader" type="surfaceshader" nodename="s"/></surfacematerial></materialx>`;
    const resolveFile = () => Promise.reject(new Error('no images here'));
    const why = await openDocument(await nodeMaterialX(), xml, { name: 'd.mtlx', resolveFile })
      .then(({ graph }) => compileLayered(graph))
      .then(
        () => '',
        (error: Error) => error.message,
      );
    // Directions are not shown as colours, whatever made them.
    if (why.includes('reads the coordinates of the world-space normal')) continue;
    // Its defaults are no vector to be normalized.
    if (category === 'normalize' && why.includes('not a finite number')) continue;
    if (why === '') compiled++;
    if ((why !== '') !== refused.some((name) => name.test(category)))
      wrong.push(`${category} (${type}): ${why || 'compiles'}`);
  }
  expect(wrong).toEqual([]);
  expect(compiled).toBeGreaterThan(100);
});
