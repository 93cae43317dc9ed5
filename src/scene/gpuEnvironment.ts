import { createBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { structLayout, type StructLayout } from '../engine/structLayout.ts';
import type { EnvironmentMap } from './environmentData.ts';
import { environmentTable, type EnvironmentTable } from './environmentTable.ts';

const COPY_DST = 0x02;
const TEXTURE_BINDING = 0x04;

/** An environment map on the device, with its sampling table. */
export interface GpuEnvironment {
  readonly view: GPUTextureView;
  readonly alias: GPUBuffer;
  /** Luminance integrated over the sphere. */
  readonly integral: number;
  readonly bytes: number;
  /** Uploads another map; this one stays until it is disposed of. */
  replace(map: EnvironmentMap): GpuEnvironment;
  dispose(): void;
}

/**
 * Whether this adapter can hold a map of that size.
 * @throws RangeError naming both sizes: the adapter's textures are smaller, or its storage buffers than the sampling table.
 */
export async function checkEnvironmentFits(gpu: Gpu, map: Pick<EnvironmentMap, 'width' | 'height'>): Promise<void> {
  checkFits(gpu, map, await structLayout('package::scene::lightTable::AliasEntry'));
}

function checkFits({ limits }: Gpu, { width, height }: Pick<EnvironmentMap, 'width' | 'height'>, layout: StructLayout) {
  const side = limits.maxTextureDimension2D;
  const texels = Math.floor(Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize) / layout.size);
  if (width > side || height > side || width * height > texels)
    throw new RangeError(
      `environment of ${width} x ${height} texels; this graphics adapter allows ${side} a side and ${texels} in all`,
    );
}

/** @throws as `checkEnvironmentFits`. */
export async function uploadEnvironment(gpu: Gpu, map: EnvironmentMap): Promise<GpuEnvironment> {
  return upload(gpu, map, await structLayout('package::scene::lightTable::AliasEntry'));
}

function upload(gpu: Gpu, map: EnvironmentMap, layout: StructLayout): GpuEnvironment {
  const { width, height } = map;
  checkFits(gpu, map, layout);
  const table = environmentTable(map);
  const texture = gpu.device.createTexture({
    label: 'scene environment',
    size: [width, height],
    format: 'rgba32float',
    usage: TEXTURE_BINDING | COPY_DST,
  });
  const texels = table.texels as Float32Array<ArrayBuffer>;
  gpu.device.queue.writeTexture({ texture }, texels, { bytesPerRow: width * 16 }, [width, height]);
  const alias = createBuffer(gpu, 'scene environment alias', packAlias(table, layout));
  return {
    view: texture.createView({ label: 'scene environment' }),
    alias,
    integral: table.integral,
    bytes: table.texels.byteLength + alias.size,
    replace: (next) => upload(gpu, next, layout),
    dispose() {
      texture.destroy();
      alias.destroy();
    },
  };
}

function packAlias(table: EnvironmentTable, layout: StructLayout): Uint8Array {
  const buffer = new ArrayBuffer(table.thresholds.length * layout.size);
  const stride = layout.size / 4;
  const threshold = layout.fields.get('threshold')!.offset / 4;
  const other = layout.fields.get('other')!.offset / 4;
  const f32 = new Float32Array(buffer);
  const u32 = new Uint32Array(buffer);
  table.thresholds.forEach((value, i) => (f32[i * stride + threshold] = value));
  table.others.forEach((value, i) => (u32[i * stride + other] = value));
  return new Uint8Array(buffer);
}
