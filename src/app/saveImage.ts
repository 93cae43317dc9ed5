import { DataTexture, FloatType, RGBAFormat } from 'three';
import { element } from './element.ts';

/** An image read back: 4 values a pixel, row 0 on top. */
export interface ReadBack<Pixels> {
  width: number;
  height: number;
  data: Pixels;
}

export async function savePng(image: ReadBack<Uint8ClampedArray | Uint8Array>, name: string): Promise<void> {
  const canvas = element('canvas', { width: image.width, height: image.height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no 2D canvas to write the PNG with.');
  context.putImageData(new ImageData(new Uint8ClampedArray(image.data), image.width, image.height), 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`The browser could not encode ${image.width} x ${image.height} pixels as PNG.`);
  offerDownload(blob, `${name}.png`);
}

/** Linear Rec.709 radiance, before exposure, in 32-bit floats. */
export async function saveExr(image: ReadBack<Float32Array>, name: string): Promise<void> {
  const { EXRExporter, ZIP_COMPRESSION } = await import('three/addons/exporters/EXRExporter.js');
  const { width, height } = image;
  const texture = new DataTexture(bottomUp(image), width, height, RGBAFormat, FloatType);
  const bytes = await new EXRExporter().parse(texture, { type: FloatType, compression: ZIP_COMPRESSION });
  offerDownload(new Blob([new Uint8Array(bytes)], { type: 'image/x-exr' }), `${name}.exr`);
}

export function offerDownload(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = element('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // The download has its own hold on the blob once it has begun.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** three's exporter takes rows as WebGL reads them: from the bottom. */
function bottomUp({ width, height, data }: ReadBack<Float32Array>): Float32Array<ArrayBuffer> {
  const row = width * 4;
  const flipped = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1) flipped.set(data.subarray(y * row, (y + 1) * row), (height - 1 - y) * row);
  return flipped;
}
