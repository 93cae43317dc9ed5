import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import {
  ClampToEdgeWrapping,
  DataTexture,
  LinearFilter,
  MirroredRepeatWrapping,
  NearestFilter,
  RepeatWrapping,
  type Camera,
  type Group,
  type Wrapping,
} from 'three';
import { type GLTF, GLTFLoader, type GLTFParser } from 'three/addons/loaders/GLTFLoader.js';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { EXTENSION, readSceneMaterials } from '../materials/neural/neuralFile.ts';
import type { NeuralMaterial } from '../materials/neural/neuralMaterial.ts';
import { readExtension } from '../scene/gltfExtensions.ts';
import { decodeImage } from './nodeImages.ts';
import { packGltf, readUri } from './packGltf.ts';

export interface GltfFile {
  readonly root: Group;
  readonly cameras: Camera[];
  /** Neural materials of the file, by the `SceneMaterial.key` of the materials they stand for. */
  readonly neural: ReadonlyMap<string, NeuralMaterial>;
  /** Neural materials that cannot be read, and extensions that change nothing. */
  readonly warnings: readonly string[];
}

/** Opens a .glb or .gltf file in Node, where three's loader has no images and no network. @throws naming the file */
export async function openGltfFile(path: string): Promise<GltfFile> {
  const folder = dirname(path);
  const bytes = await readFile(path);
  const loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
  loader.register((parser) => ({
    name: 'images',
    loadTexture: (index: number) => loadTexture(parser, index, folder),
  }));
  try {
    const isBinary = bytes.subarray(0, 4).toString('latin1') === 'glTF';
    const glb = isBinary ? bytes : await packGltf(JSON.parse(bytes.toString('utf8')), folder);
    return opened(path, await loader.parseAsync(new Uint8Array(glb).buffer, ''), glb);
  } catch (cause) {
    throw new Error(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function opened(path: string, gltf: GLTF, glb: Uint8Array): GltfFile {
  const { materials, warnings } = readExtension(gltf, EXTENSION, () => readSceneMaterials(glb));
  const { scene: root, cameras } = gltf;
  return { root, cameras, neural: materials, warnings: warnings.map((warning) => `${path}: ${warning}`) };
}

interface GltfJson {
  textures: { source?: number; sampler?: number }[];
  images: { uri?: string; bufferView?: number; name?: string }[];
  samplers?: { magFilter?: number; wrapS?: number; wrapT?: number }[];
}

/** glTF's numbers, which are OpenGL's. */
const WRAPS: Record<number, Wrapping> = {
  10497: RepeatWrapping,
  33071: ClampToEdgeWrapping,
  33648: MirroredRepeatWrapping,
};
const NEAREST = 9728;

async function loadTexture(parser: GLTFParser, index: number, folder: string): Promise<DataTexture> {
  const json = parser.json as GltfJson;
  const { source, sampler } = json.textures[index];
  if (source === undefined) throw new Error(`texture ${index} has no image that is a PNG or JPEG`);
  const image = json.images[source];
  const { width, height, data } = await decodeImage(
    await imageBytes(parser, image, folder),
    image.uri ?? `image ${source}`,
  );
  if (!(data instanceof Uint8Array)) throw new Error(`image ${source} is not 8 bits a channel`);
  const texture = new DataTexture(new Uint8Array(data), width, height);
  const { magFilter, wrapS = 10497, wrapT = 10497 } = json.samplers?.[sampler ?? -1] ?? {};
  texture.magFilter = magFilter === NEAREST ? NearestFilter : LinearFilter;
  texture.wrapS = WRAPS[wrapS];
  texture.wrapT = WRAPS[wrapT];
  texture.name = image.name ?? basename(image.uri ?? '');
  return texture;
}

async function imageBytes(parser: GLTFParser, image: GltfJson['images'][number], folder: string): Promise<Uint8Array> {
  if (image.bufferView !== undefined)
    return new Uint8Array((await parser.getDependency('bufferView', image.bufferView)) as ArrayBuffer);
  if (image.uri === undefined) throw new Error('an image has neither a buffer view nor an address');
  return readUri(image.uri, folder);
}
