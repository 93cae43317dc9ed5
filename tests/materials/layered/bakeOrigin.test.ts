import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { bakeOrigin } from '../../../src/materials/layered/bakeOrigin.ts';
import { openDocument } from '../../../src/materials/layered/openDocument.ts';
import { nearMirrorCoat } from '../../../src/materials/layered/splitCoat.ts';

const PART = `<?xml version="1.0"?><materialx version="1.39" colorspace="lin_rec709">
  <nodegraph name="g"><image name="i" type="color3"><input name="file" type="filename" value="dots.png" /></image>
    <output name="o" type="color3" nodename="i" /></nodegraph>
</materialx>`;
const coated = (
  roughness: number,
) => `<?xml version="1.0"?><materialx version="1.39" xmlns:xi="http://www.w3.org/2001/XInclude">
  <xi:include href="part.mtlx" />
  <open_pbr_surface name="s" type="surfaceshader">
    <input name="base_color" type="color3" nodegraph="g" output="o" />
    <input name="coat_weight" type="float" value="1" /><input name="coat_roughness" type="float" value="${roughness}" />
  </open_pbr_surface>
  <surfacematerial name="m" type="material"><input name="surfaceshader" type="surfaceshader" nodename="s" /></surfacematerial>
</materialx>`;

// One image of eight texels in a row, a tone each.
const texels = Uint8Array.from({ length: 8 * 8 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (31 * (i >> 2)) % 256));

async function opened(xml: string) {
  return openDocument(await nodeMaterialX(), xml, {
    name: 'coated.mtlx',
    resolveFile: () => Promise.resolve({ width: 8, height: 8, data: texels }),
    readText: () => Promise.resolve(PART),
  });
}

test('the hash is of the text, of what it includes and of the images, each under its name', async () => {
  const xml = coated(0.3);
  const { origin } = await bakeOrigin('coated.mtlx', xml, await opened(xml), { size: 64 });
  const hash = createHash('sha256').update(xml).update('part.mtlx').update(PART).update('dots.png').update(texels);
  expect(origin.documentHash).toBe(hash.digest('hex'));
  expect(origin).toMatchObject({ document: 'coated.mtlx', generator: expect.stringMatching(/^patina \d/) as string });
  expect(origin).not.toHaveProperty('layering');
});

test('a coat that is kept is told, and is then no near-mirror to warn of', async () => {
  const xml = coated(0.02);
  const document = await opened(xml);
  const notesWith = async (options: Partial<Parameters<typeof bakeOrigin>[3]>) =>
    (await bakeOrigin('coated.mtlx', xml, document, { size: 64, ...options })).origin.notes;
  const near = expect.stringContaining('nearSpecular') as string;
  const told = expect.stringMatching(/^coat: lobe '.+' is kept as it is/) as string;
  const learned = await notesWith({});
  expect(learned).toContainEqual(near);
  expect(learned).not.toContainEqual(told);
  const kept = await notesWith({ kept: nearMirrorCoat(document.graph) });
  expect(kept[0]).toEqual(told);
  expect(kept).not.toContainEqual(near);
});

test('layers between which light walks are told first and in a field of their own', async () => {
  const xml = coated(0.3);
  const { origin } = await bakeOrigin('coated.mtlx', xml, await opened(xml), { size: 64, layering: 'transport' });
  expect(origin.layering).toBe('transport');
  expect(origin.notes[0]).toBe('layering: light walks between the layers (transport)');
});

test('a pattern finer than the texels of the bake exceeds them', async () => {
  const xml = coated(0.3);
  const document = await opened(xml);
  const at = async (size: number) => (await bakeOrigin('coated.mtlx', xml, document, { size })).exceeds;
  expect(await at(64)).toBe(false);
  expect(await at(4)).toBe(true);
});
