import { describe, expect, it } from 'vitest';
import { FileSet } from '../../../src/app/fileSet.ts';
import { openDropped } from '../../../src/app/viewer/openDropped.ts';
import { decoderSpec } from '../../../src/materials/neural/decoderSpec.ts';
import { writeNeuralMaterial } from '../../../src/materials/neural/neuralFile.ts';
import { randomMaterial } from '../../materials/neural/randomMaterial.ts';
import { PLAIN_DOCUMENT, TWO_MATERIALS } from '../smallScenes.ts';

function baked(name: string, document: string, layering?: 'transport'): Uint8Array<ArrayBuffer> {
  const asset = randomMaterial(decoderSpec('2x16'), 1);
  const provenance = { ...asset.provenance, document, ...(layering && { layering }) };
  return writeNeuralMaterial({ ...asset, name, provenance });
}

async function drop(files: Record<string, string | Uint8Array<ArrayBuffer>>) {
  const { materials, problems } = await openDropped(
    new FileSet(Object.entries(files).map(([name, content]) => [name, new File([content], name)])),
  );
  expect(problems).toEqual([]);
  return materials.map(({ title, neural, reference, layering }) => ({
    title,
    sides: [neural && 'neural', reference && 'reference'].filter(Boolean).join('+'),
    ...(layering && { layering }),
  }));
}

describe('what is dropped together', () => {
  it('is one material where a document has one, under the layering that was baked', async () => {
    const both = { 'plain.mtlx': PLAIN_DOCUMENT, 'a.glb': baked('plain', 'plain.mtlx', 'transport') };
    expect(await drop(both)).toEqual([{ title: 'a.glb', sides: 'neural+reference', layering: 'transport' }]);
  });

  it('pairs a baked file with the material of the document that it names, of several', async () => {
    const both = { 'two.mtlx': TWO_MATERIALS, 'a.glb': baked('Slate', 'two.mtlx') };
    expect(await drop(both)).toEqual([
      { title: 'a.glb', sides: 'neural+reference' },
      { title: 'two.mtlx: Clay', sides: 'reference' },
    ]);
  });

  it('shows the document where the baked file beside it is broken, and says what is wrong', async () => {
    const torn = baked('plain', 'plain.mtlx');
    const text = new TextDecoder('latin1').decode(torn).replace('"bits":16', '"bits":15');
    const { materials, problems } = await openDropped(
      new FileSet([
        ['plain.mtlx', new File([PLAIN_DOCUMENT], 'plain.mtlx')],
        ['a.glb', new File([Uint8Array.from(text, (letter) => letter.codePointAt(0)!)], 'a.glb')],
      ]),
    );
    expect(problems).toEqual([expect.stringMatching(/a\.glb.*latents\.bits/s)]);
    expect(materials.map(({ title, neural }) => [title, neural])).toEqual([['plain.mtlx', undefined]]);
    expect(materials[0].reference).toBeDefined();
  });

  it.each([
    ['another material', baked('Chalk', 'two.mtlx')],
    ['another document', baked('Slate', 'three.mtlx')],
  ])('leaves a file by itself that names %s', async (_, file) => {
    expect(await drop({ 'two.mtlx': TWO_MATERIALS, 'a.glb': file })).toEqual([
      { title: 'a.glb', sides: 'neural' },
      { title: 'two.mtlx: Clay', sides: 'reference' },
      { title: 'two.mtlx: Slate', sides: 'reference' },
    ]);
  });
});
