import { storage, uniform, type BindingEntry } from '../../engine/bindings.ts';
import { arrayWeights, packedHalfWeights, type WeightFetch } from '../../layers/wgslPrinter.ts';
import { TEXEL_TYPES } from './latentLookup.ts';
import type { LatentBits } from './latentPyramid.ts';
import type { NeuralLayout } from './neuralLayout.ts';

const PYRAMID = 'package::layers::latentPyramid::LatentPyramid';
const COAT = 'package::bsdf::analyticCoat::AnalyticCoat';
const MEMBER = 'package::bsdf::bankMember::BankMember';

/** Where a program finds what differs between materials of its architecture. `member` is a u32 in scope wherever it is asked. */
export interface ProgramStorage {
  readonly bindings: Readonly<Record<string, BindingEntry>>;
  /** WGSL functions that the expressions below need. */
  readonly declarations: string;
  /** Expression of the `LatentPyramid`. */
  readonly pyramid: string;
  /** Expression of the `AnalyticCoat`, where the program has one. */
  readonly coat: string;
  /** Expression of one stored texel. */
  texel(index: string): string;
  readonly weight: WeightFetch;
  /** Statements that `weight` needs before it in a function. */
  readonly locals: string;
}

interface StorageOptions {
  readonly f16: boolean;
  readonly latentBits: LatentBits;
  readonly coat: boolean;
}

const weightType = (f16: boolean): string => (f16 ? 'vec4u' : 'vec4f');

/** Bindings of one material's own: weights are uniforms. */
export function ownStorage(layout: NeuralLayout, { f16, latentBits, coat }: StorageOptions): ProgramStorage {
  const count = f16 ? Math.ceil(layout.blockCount / 2) : layout.blockCount;
  return {
    bindings: {
      pyramid: uniform(PYRAMID),
      weights: uniform(`array<${weightType(f16)}, ${count}>`),
      latents: storage(`array<${TEXEL_TYPES[latentBits]}>`),
      ...(coat && { coat: uniform(COAT) }),
    },
    declarations: '',
    pyramid: 'pyramid',
    coat: 'coat',
    texel: (index) => `latents[${index}]`,
    weight: f16 ? packedHalfWeights('weights') : arrayWeights('weights'),
    locals: '',
  };
}

/** Bindings that many materials share (neuralBank.ts): weights by offset, latents in pages of one binding each. */
export function bankStorage(pages: number, { f16, latentBits }: StorageOptions): ProgramStorage {
  const texel = TEXEL_TYPES[latentBits];
  const names = Array.from({ length: pages }, (_, page) => `latents_${page}`);
  const cases = names.map(
    (name, page) => `    ${page === pages - 1 ? 'default' : `case ${page}u`}: { return ${name}[index]; }\n`,
  );
  return {
    bindings: {
      members: storage(`array<${MEMBER}>`),
      weights: storage(`array<${weightType(f16)}>`),
      ...Object.fromEntries(names.map((name) => [name, storage(`array<${texel}>`)])),
    },
    declarations: `
fn page_texel(page: u32, index: u32) -> ${texel} {
  switch page {
${cases.join('')}  }
}
`,
    pyramid: 'members[member].pyramid',
    coat: 'members[member].coat',
    texel: (index) => `page_texel(members[member].page, members[member].first_texel + ${index})`,
    weight: f16 ? packedHalfWeights('weights', 'first_weight') : arrayWeights('weights', 'first_weight'),
    locals: '  let first_weight = members[member].first_weight;\n',
  };
}
