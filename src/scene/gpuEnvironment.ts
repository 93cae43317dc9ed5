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

/** @throws RangeError if the map is larger than the adapter's textures. */
export async function uploadEnvironment(gpu: Gpu, map: EnvironmentMap): Promise<GpuEnvironment> {
  return upload(gpu, map, await structLayout('package::scene::lightTable::AliasEntry'));
}

function upload(gpu: Gpu, map: EnvironmentMap, layout: StructLayout): GpuEnvironment {
  const { width, height } = map;
  const limit = gpu.limits.maxTextureDimension2D;
  if (width > limit || height > limit)
    throw new RangeError(`environment of ${width} x ${height} texels; this graphics adapter allows ${limit} a side`);
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
