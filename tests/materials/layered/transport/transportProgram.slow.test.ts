import { nodeMaterialX, openDocumentFile } from '../../../../src/cli/nodeMaterialX.ts';
import { openDocument } from '../../../../src/materials/layered/openDocument.ts';
import { transportStacks } from '../../../harness/transportStacks.ts';
import { testTransportPrograms } from './testTransportProgram.ts';

const assets = ['anodisedAluminium', 'glazedStoneware', 'lacqueredCopper', 'pearlescentCarPaint'];

/** Every shading model with what it has under `transport`; a mirror would be missed by lights drawn evenly. */
const models: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  standard_surface: { metalness: 0.4, specular_roughness: 0.3, sheen: 0.4, coat: 0.7, coat_roughness: 0.2 },
  open_pbr_surface: {
    base_metalness: 0.3,
    specular_roughness: 0.3,
    coat_weight: 0.6,
    coat_roughness: 0.2,
    fuzz_weight: 0.3,
  },
  gltf_pbr: { metallic: 0.4, roughness: 0.5, clearcoat: 0.5, clearcoat_roughness: 0.3 },
  disney_principled: { metallic: 0.4, roughness: 0.5, clearcoat: 0.5, clearcoatGloss: 0.5 },
  UsdPreviewSurface: { metallic: 0.4, roughness: 0.5, clearcoat: 0.5, clearcoatRoughness: 0.3 },
};

async function model(shader: string, inputs: Readonly<Record<string, number>>) {
  const given = Object.entries(inputs).map(([name, x]) => `<input name="${name}" type="float" value="${x}"/>`);
  const xml = `<?xml version="1.0"?><materialx version="1.39">
    <${shader} name="shader" type="surfaceshader">${given.join('')}</${shader}>
    <surfacematerial name="it" type="material"><input name="surfaceshader" type="surfaceshader" nodename="shader"/></surfacematerial>
  </materialx>`;
  const resolveFile = () => Promise.reject(new Error('no images here'));
  return (await openDocument(await nodeMaterialX(), xml, { name: shader, resolveFile })).graph;
}

testTransportPrograms([
  ...transportStacks.map(([name, graph]) => [name, graph.graph('all')] as const),
  ...(await Promise.all(
    Object.entries(models).map(async ([name, inputs]) => [name, await model(name, inputs)] as const),
  )),
  ...(await Promise.all(
    assets.map(
      async (name) => [name, (await openDocumentFile(`assets/materials/${name}/${name}.mtlx`)).graph] as const,
    ),
  )),
]);
