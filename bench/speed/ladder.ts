import { nodeMaterialX } from '../../src/cli/nodeMaterialX.ts';
import { Pcg } from '../../src/engine/pcg.ts';
import { openDocument, type OpenDocument } from '../../src/materials/layered/openDocument.ts';
import type { DecodedImage } from '../../src/materials/layered/patternImages.ts';

/** A document of the break-even curve: what it is made of decides what it costs. */
export interface Rung {
  readonly name: string;
  /** Noises of different scales, mixed one over the other; each is three nodes. */
  readonly noises: number;
  /** Images of `IMAGE_SIDE`² texels, mixed likewise. */
  readonly images: number;
  /** What lies over the base. */
  readonly layers: readonly ('specular' | 'coat' | 'sheen')[];
}

const IMAGE_SIDE = 1024;

const rungOf = (noises: number, images: number, ...layers: Rung['layers']): Rung => {
  const parts = [noises > 0 && `noise${noises}`, images > 0 && `image${images}`, ...layers].filter(Boolean);
  return { name: parts.join('+') || 'diffuse', noises, images, layers };
};

/** From a constant colour to some 200 live nodes, and from 2 to 16 textures (Zeltner et al. 2024, table 1: 3 to 16). */
export const ladder: readonly Rung[] = [
  rungOf(0, 0),
  rungOf(0, 0, 'specular'),
  rungOf(1, 0, 'specular'),
  rungOf(2, 0, 'specular', 'coat'),
  rungOf(4, 0, 'specular', 'coat'),
  rungOf(8, 0, 'specular', 'coat'),
  rungOf(16, 0, 'specular', 'coat', 'sheen'),
  rungOf(32, 0, 'specular', 'coat', 'sheen'),
  rungOf(0, 2, 'specular'),
  rungOf(0, 4, 'specular', 'coat'),
  rungOf(0, 8, 'specular', 'coat'),
  rungOf(8, 16, 'specular', 'coat', 'sheen'),
];

/** The inputs of `standard_surface` that patterns drive, each by the next pattern there is. */
const DRIVEN = ['base_color', 'specular_color', 'coat_color', 'sheen_color'] as const;
const WEIGHTS = { base_color: 'base', specular_color: 'specular', coat_color: 'coat', sheen_color: 'sheen' } as const;

/** The document of a rung, as MaterialX text. */
export function rungDocument({ noises, images, layers }: Rung): string {
  const live = DRIVEN.filter((input) => {
    const layer = WEIGHTS[input];
    return layer === 'base' || layers.includes(layer);
  });
  // Patterns are dealt to the inputs and mixed along each chain, so that every one of them is seen.
  const chains = new Map<string, string>();
  const nodes: string[] = [];
  for (let i = 0; i < noises + images; i++) {
    const input = live[i % live.length];
    const pattern = `pattern${i}`;
    nodes.push(...(i < noises ? noiseNodes(pattern, i) : imageNodes(pattern, i - noises)));
    const before = chains.get(input);
    if (before === undefined) chains.set(input, pattern);
    else {
      nodes.push(mixNode(`mix${i}`, before, pattern));
      chains.set(input, `mix${i}`);
    }
  }
  const colours = [...chains].map(([input, node]) => `<input name="${input}" type="color3" nodename="${node}"/>`);
  const weights = (['specular', 'coat', 'sheen'] as const).map(
    (layer) => `<input name="${layer}" type="float" value="${layers.includes(layer) ? 0.7 : 0}"/>`,
  );
  return `<?xml version="1.0"?>
<materialx version="1.39">
  <texcoord name="uv" type="vector2"/>
  ${nodes.join('\n  ')}
  <standard_surface name="surface" type="surfaceshader">
    ${[...colours, ...weights].join('\n    ')}
  </standard_surface>
  <surfacematerial name="rung" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="surface"/>
  </surfacematerial>
</materialx>`;
}

function noiseNodes(name: string, i: number): string[] {
  return [
    `<multiply name="${name}_uv" type="vector2"><input name="in1" type="vector2" nodename="uv"/><input name="in2" type="float" value="${3 + 2 * i}"/></multiply>`,
    `<noise2d name="${name}" type="color3"><input name="pivot" type="float" value="0.5"/><input name="amplitude" type="vector3" value="0.4, 0.3, 0.2"/><input name="texcoord" type="vector2" nodename="${name}_uv"/></noise2d>`,
  ];
}

function imageNodes(name: string, i: number): string[] {
  return [
    `<image name="${name}" type="color3"><input name="file" type="filename" value="${i}.png"/><input name="texcoord" type="vector2" nodename="uv"/></image>`,
  ];
}

function mixNode(name: string, below: string, above: string): string {
  return `<mix name="${name}" type="color3"><input name="fg" type="color3" nodename="${above}"/><input name="bg" type="color3" nodename="${below}"/><input name="mix" type="float" value="0.5"/></mix>`;
}

/** Opens a rung the way documents are opened; its images are drawn from their numbers. */
export async function openRung(rung: Rung): Promise<OpenDocument> {
  const resolveFile = (path: string): Promise<DecodedImage> => Promise.resolve(drawnImage(Number.parseInt(path)));
  return openDocument(await nodeMaterialX(), rungDocument(rung), { name: `${rung.name}.mtlx`, resolveFile });
}

function drawnImage(seed: number): DecodedImage {
  const rng = new Pcg(seed);
  const data = Uint8Array.from({ length: 4 * IMAGE_SIDE ** 2 }, () => 255 * rng.nextFloat());
  return { width: IMAGE_SIDE, height: IMAGE_SIDE, data };
}
