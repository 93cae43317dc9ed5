import { createBuffer } from '../../engine/buffers.ts';
import type { Gpu } from '../../engine/device.ts';
import { structLayout } from '../../engine/structLayout.ts';
import type { Material, MaterialResources } from '../program.ts';
import { coatValues } from './analyticCoat.ts';
import { decoderLabel } from './decoderSpec.ts';
import { latentTexelBytes, packPyramid, pyramidValues } from './latentPyramid.ts';
import { packWeights, type NeuralMaterial } from './neuralMaterial.ts';
import { neuralProgram, type NeuralProgramOptions } from './neuralProgram.ts';

/** WebGPU's least `maxStorageBufferBindingSize`: what every adapter binds. */
const PAGE_BYTES = 128 * 2 ** 20;
/** Storage buffers of a shading kernel beside the pages: the path tracer's four, members and weights. */
const OTHER_BUFFERS = 6;
/** Adapters have ten storage buffers a stage as a rule. */
const MAX_PAGES = 4;

export interface NeuralBankOptions extends Pick<NeuralProgramOptions, 'f16' | 'lookup'> {
  /** Most bytes of latents in one buffer; default 128 MiB. */
  readonly pageBytes?: number;
}

interface Placed {
  readonly asset: NeuralMaterial;
  readonly page: number;
  /** In texels. */
  readonly first: number;
}

/**
 * Many neural materials behind one program and one bind group: weights by offset, latents in pages. One dispatch can then shade
 * hits of all of them in any order. Path tracers tell them apart by `Material.bank`.
 * @param assets  of one architecture, their latents in the same bits and trained for the same look-up
 * @throws RangeError naming the material that differs, does not fit a page, or is one too many for the pages there may be
 */
export function neuralBank(assets: readonly NeuralMaterial[], options: NeuralBankOptions = {}): Material[] {
  const [first] = assets;
  if (!first) return [];
  const { pageBytes = PAGE_BYTES, f16 = false } = options;
  // At level 0 all look-ups are one.
  const leveled = assets.find(({ latents }) => latents.levels.length > 1);
  const { lookup = (leveled ?? first).latents.lookup } = options;
  const { bits } = first.latents;
  const texelBytes = latentTexelBytes(bits);
  const placed: Placed[] = [];
  let page = 0;
  let used = 0;
  for (const asset of assets) {
    if (decoderLabel(asset.spec) !== decoderLabel(first.spec) || asset.latents.bits !== bits)
      throw new RangeError(
        `neural bank: '${asset.name}' is ${decoderLabel(asset.spec)} with latents in ${asset.latents.bits} bits; the bank holds ${decoderLabel(first.spec)} with ${bits}`,
      );
    if (!options.lookup && asset.latents.levels.length > 1 && asset.latents.lookup !== lookup)
      throw new RangeError(
        `neural bank: '${asset.name}' is trained for look-up ${asset.latents.lookup}; the bank's is ${lookup}`,
      );
    const bytes = asset.latents.levels.reduce((sum, { data }) => sum + data.length, 0);
    if (bytes > pageBytes)
      throw new RangeError(`neural bank: '${asset.name}' has ${bytes} bytes of latents; a page holds ${pageBytes}`);
    if (used + bytes > pageBytes) {
      page++;
      used = 0;
    }
    if (page === MAX_PAGES)
      throw new RangeError(`neural bank: '${asset.name}' is beyond ${MAX_PAGES} pages of ${pageBytes} bytes`);
    placed.push({ asset, page, first: used / texelBytes });
    used += bytes;
  }
  const coat = assets.some((asset) => asset.coat !== undefined);
  const program = neuralProgram(first.spec, { f16, lookup, latentBits: bits, pages: page + 1, coat });
  const key = {};
  const upload = (gpu: Gpu) => uploadBank(gpu, placed, page + 1, f16);
  return assets.map(({ name }, member) => ({ name, program, bank: { key, member }, upload }));
}

async function uploadBank(
  gpu: Gpu,
  placed: readonly Placed[],
  pages: number,
  f16: boolean,
): Promise<MaterialResources> {
  const { maxStorageBuffersPerShaderStage: most } = gpu.limits;
  if (OTHER_BUFFERS + pages > most)
    throw new RangeError(
      `neural bank: ${pages} pages of latents and ${OTHER_BUFFERS} more storage buffers; the adapter takes ${most}`,
    );
  const layout = await structLayout('package::bsdf::bankMember::BankMember');
  const packed = placed.map(({ asset }) => packWeights(asset.params, f16));
  // All members have one architecture, so equal lengths; in blocks of 16 bytes.
  const blocks = packed[0].byteLength / 16;
  const weights = new Uint8Array(packed.length * blocks * 16);
  packed.forEach((own, i) => weights.set(new Uint8Array(own.buffer, own.byteOffset, own.byteLength), i * blocks * 16));
  const members = layout.pack(
    placed.map(({ asset, page, first }, i) => ({
      pyramid: pyramidValues(asset.latents),
      coat: coatValues(asset.coat),
      first_weight: i * blocks,
      page,
      first_texel: first,
    })),
  );
  const resources: Record<string, GPUBuffer> = {
    members: createBuffer(gpu, 'neural bank/members', new Uint8Array(members)),
    weights: createBuffer(gpu, 'neural bank/weights', weights),
  };
  for (let page = 0; page < pages; page++) {
    const levels = placed.filter((own) => own.page === page).map(({ asset }) => packPyramid(asset.latents));
    const label = `neural bank/latents ${page}`;
    const buffer = createBuffer(
      gpu,
      label,
      levels.reduce((sum, { length }) => sum + length, 0),
    );
    let at = 0;
    for (const level of levels) {
      gpu.device.queue.writeBuffer(buffer, at, level);
      at += level.length;
    }
    resources[`latents_${page}`] = buffer;
  }
  const buffers = Object.values(resources);
  return {
    resources,
    bytes: buffers.reduce((sum, buffer) => sum + buffer.size, 0),
    dispose: () => buffers.forEach((buffer) => buffer.destroy()),
  };
}
