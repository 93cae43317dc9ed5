import { expect, test } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { bakeNotes } from '../../../src/materials/layered/bakeDomain.ts';
import { openDocument } from '../../../src/materials/layered/openDocument.ts';

async function notesOf(inputs: string, graph = ''): Promise<string[]> {
  const xml = `<?xml version="1.0"?><materialx version="1.39">${graph}
    <open_pbr_surface name="s" type="surfaceshader">${inputs}</open_pbr_surface>
    <surfacematerial name="m" type="material"><input name="surfaceshader" type="surfaceshader" nodename="s" /></surfacematerial>
  </materialx>`;
  const resolveFile = () => Promise.reject(new Error('no files here'));
  const opened = await openDocument(await nodeMaterialX(), xml, { name: 'test.mtlx', resolveFile });
  return bakeNotes(opened.graph, opened.images);
}

const pattern = (body: string) =>
  `<nodegraph name="g">${body}<output name="o" type="float" nodename="n" /></nodegraph>`;
const linked = '<input name="specular_roughness" type="float" nodegraph="g" output="o" />';

test('a near-mirror coat is reported with its lobe and its roughness', async () => {
  const notes = await notesOf(
    '<input name="coat_weight" type="float" value="1" /><input name="coat_roughness" type="float" value="0.02" />',
  );
  expect(notes).toHaveLength(1);
  // α = roughness² = .0004, held at the reference's floor only when it is evaluated.
  expect(notes[0]).toMatch(/^nearSpecular: lobe '.*coat.*' \(dielectric_bsdf\) has a roughness α down to 0\.0004/);
});

test('a rough material over the whole square needs no note', async () => {
  expect(await notesOf('<input name="specular_roughness" type="float" value="0.5" />')).toEqual([]);
});

test('a pattern that jumps where uv wraps is reported; one that repeats is not', async () => {
  const extract =
    '<texcoord name="t" type="vector2" /><extract name="u" type="float"><input name="in" type="vector2" nodename="t" /><input name="index" type="integer" value="0" /></extract>';
  const ramp = pattern(
    `${extract}<add name="n" type="float"><input name="in1" type="float" nodename="u" /><input name="in2" type="float" value="0.3" /></add>`,
  );
  const [seam] = await notesOf(linked, ramp);
  expect(seam).toMatch(/^wrapError: input 'roughness' of/);
  const wave = pattern(
    `${extract}<multiply name="p" type="float"><input name="in1" type="float" nodename="u" /><input name="in2" type="float" value="6.283185307179586" /></multiply><sin name="s0" type="float"><input name="in" type="float" nodename="p" /></sin><add name="n" type="float"><input name="in1" type="float" nodename="s0" /><input name="in2" type="float" value="1.5" /></add>`,
  );
  expect(await notesOf(linked, wave)).toEqual([]);
});

test('of a pattern that repeats one period is probed, and its own edges are no seams', async () => {
  const along = (name: string, category: string, inputs: string) =>
    `<${category} name="${name}" type="float">${inputs}</${category}>`;
  const input = (name: string, from: string) => `<input name="${name}" type="float" ${from} />`;
  // u of sixteen tiles, wrapped: 256 probes of the whole square would all read u = 1/2 of a tile.
  const wrapped =
    '<texcoord name="t" type="vector2" /><multiply name="m" type="vector2"><input name="in1" type="vector2" nodename="t" /><input name="in2" type="float" value="16" /></multiply><modulo name="w" type="vector2"><input name="in1" type="vector2" nodename="m" /><input name="in2" type="float" value="1" /></modulo><extract name="u" type="float"><input name="in" type="vector2" nodename="w" /><input name="index" type="integer" value="0" /></extract>';
  const mirror = pattern(
    wrapped +
      along(
        'n',
        'ifgreater',
        input('value1', 'nodename="u"') +
          input('value2', 'value="0.7"') +
          input('in1', 'value="0.01"') +
          input('in2', 'value="0.9"'),
      ),
  );
  const notes = await notesOf(linked, mirror);
  expect(notes).toHaveLength(2);
  expect(notes[0]).toMatch(/^repeats: the pattern repeats 16 x 16 times/);
  expect(notes[1]).toMatch(/^nearSpecular: .* has a roughness α down to/);
  // A ramp over each tile jumps where the tile ends, in the reference as well.
  const ramp = pattern(wrapped + along('n', 'multiply', input('in1', 'nodename="u"') + input('in2', 'value="0.9"')));
  expect((await notesOf(linked, ramp)).filter((note) => note.startsWith('wrapError'))).toEqual([]);
});

test('a document that reads the object-space position is refused by node', async () => {
  const solid = pattern(
    '<position name="p" type="vector3"><input name="space" type="string" value="object" /></position><noise3d name="n" type="float"><input name="position" type="vector3" nodename="p" /></noise3d>',
  );
  await expect(notesOf(linked, solid)).rejects.toThrow(/position.*test\.mtlx.*reads the object-space position/);
});
