import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeMaterialX } from '../../src/cli/nodeMaterialX.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { loadDocument } from '../../src/materials/layered/document.ts';
import { foldGraph } from '../../src/materials/layered/fold.ts';
import { layeredMaterial, type Layering } from '../../src/materials/layered/layeredProgram.ts';
import { loadImages } from '../../src/materials/layered/patternImages.ts';
import type { MaterialTexture } from '../../src/materials/materialTexture.ts';
import { decoderLabel, decoderNames, decoderSpec, type DecoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { neuralBank } from '../../src/materials/neural/neuralBank.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { Material } from '../../src/materials/program.ts';
import { ClosureGraph } from '../harness/closureGraph.ts';
import { randomMaterial } from '../materials/neural/randomMaterial.ts';

/** Every architecture that has a name, and one without learned frames. */
export const decoderSpecs: readonly DecoderSpec[] = [
  ...decoderNames.map((name) => decoderSpec(name)),
  { ...decoderSpec('2x16'), frames: 0 },
];

const pixel: MaterialTexture = {
  width: 1,
  height: 1,
  data: new Uint8Array(4),
  srgb: false,
  wrapS: 'repeat',
  wrapT: 'repeat',
};

/** One material of each kind of program, and of each variant that changes the shader text. */
export const materials: Readonly<Record<string, () => Material | Promise<Material>>> = {
  'metallic-roughness': () => metallicRoughnessMaterial({ name: 'plain' }),
  'metallic-roughness, textured': () =>
    metallicRoughnessMaterial({
      name: 'textured',
      baseColorTexture: pixel,
      metallicRoughnessTexture: pixel,
      normalTexture: pixel,
      emissiveTexture: pixel,
    }),
  'metallic-roughness, masked': () => metallicRoughnessMaterial({ name: 'masked', alphaMode: 'mask' }),
  'metallic-roughness, blended': () =>
    metallicRoughnessMaterial({ name: 'blended', alphaMode: 'blend', baseColorTexture: pixel }),
  ...Object.fromEntries(
    decoderSpecs.flatMap((spec) =>
      [false, true].map((f16) => [
        `neural ${decoderLabel(spec)} ${f16 ? 'f16' : 'f32'}`,
        () => neuralMaterial(randomMaterial(spec, 1), { f16 }),
      ]),
    ),
  ),
  'layered by hand, with opacity': () => layeredMaterial(glass('RT').graph('glass', undefined, '@u'), []),
  'layered by hand, light through': () => layeredMaterial(glass('T').graph('glass'), []),
  'neural bank 2x32 f16': () => bankOf(true, 4, 1400),
  'neural bank 2x32 f32': () => bankOf(false, 4),
  ...Object.fromEntries(
    assetDocuments().flatMap(({ name, file }) => [
      [`layered ${name}`, () => compileDocument(name, file)],
      [`layered ${name}, transport`, () => compileDocument(name, file, 'transport')],
    ]),
  ),
};

const glass = (mode: string): ClosureGraph =>
  new ClosureGraph().add('glass', 'dielectric_bsdf', {
    weight: ['float', 1],
    tint: ['color3', [1, 1, 1]],
    ior: ['float', 1.5],
    roughness: ['vector2', [0.2, 0.2]],
    scatter_mode: ['string', mode],
  });

/** The first of several materials that share a program, on one page or two. */
function bankOf(f16: boolean, count: number, pageBytes?: number): Material {
  const assets = Array.from({ length: count }, (_, i) => randomMaterial(decoderSpec('2x32'), 1 + i, 8, 8));
  return neuralBank(assets, { f16, pageBytes })[0];
}

/** The MaterialX documents of the repository. */
function assetDocuments(): { name: string; file: string }[] {
  const folder = join(import.meta.dirname, '../../assets/materials');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, file: join(folder, name, `${name}.mtlx`) }));
}

async function compileDocument(name: string, file: string, layering: Layering = 'albedo'): Promise<Material> {
  const graph = foldGraph(await loadDocument(await nodeMaterialX(), readFileSync(file, 'utf8'), { name }));
  const noImages = (path: string) =>
    Promise.reject(new Error(`${name} reads ${path}; our own documents are procedural`));
  return layeredMaterial(graph, await loadImages(graph, noImages), { layering });
}
