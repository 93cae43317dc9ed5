import { DataTexture, FloatType, RGBAFormat } from 'three';
import { EXRExporter } from 'three/addons/exporters/EXRExporter.js';

/** An OpenEXR file of RGBA floats. @param data rows from the bottom, as three has them. */
export async function exrFile(data: Float32Array<ArrayBuffer>, width: number, height: number) {
  const texture = new DataTexture(data, width, height, RGBAFormat, FloatType);
  return new Uint8Array(await new EXRExporter().parse(texture, { type: FloatType }));
}
