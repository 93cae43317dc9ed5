import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { exrFile } from './exrFile.ts';

/** What the bundle's surface emits: what its four images hold. */
export const BUNDLE_RADIANCE = [102 / 255, 128 / 255, 0.25 + 0.125] as const;

/**
 * A document as they come from the world, path by path: of MaterialX 1.38 with a node that went with 1.39, and an include with a
 * prefix of its own that reads a PNG, a JPEG, a Radiance and an OpenEXR file. Its surface emits, and reflects nothing.
 */
export async function documentBundle(): Promise<Record<string, string | Uint8Array>> {
  const png = new PNG({ width: 2, height: 2 });
  png.data.fill(102);
  const grey = jpeg.encode({ width: 8, height: 8, data: new Uint8Array(256).fill(128) }, 100);
  const hdr = [
    ...Buffer.from('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 2\n'),
    ...Array.from({ length: 16 }, (_, i) => (i % 4 < 3 ? 128 : 127)),
  ];
  const exr = await exrFile(
    Float32Array.from({ length: 16 }, (_, i) => [9, 0.125, 9, 1][i % 4]),
    2,
    2,
  );
  const image = (name: string, file: string, type = 'float') =>
    `<image name="${name}" type="${type}"><input name="file" type="filename" value="${file}"/></image>`;
  return {
    'collage.mtlx': `<?xml version="1.0"?>
<materialx version="1.38" colorspace="lin_rec709">
  <xi:include href="parts/images.mtlx"/>
  <swizzle name="middle" type="float"><input name="in" type="color3" nodename="exr"/><input name="channels" type="string" value="g"/></swizzle>
  <add name="sum" type="float"><input name="in1" type="float" nodename="hdr"/><input name="in2" type="float" nodename="middle"/></add>
  <combine3 name="color" type="color3">
    <input name="in1" type="float" nodename="png"/><input name="in2" type="float" nodename="jpg"/><input name="in3" type="float" nodename="sum"/>
  </combine3>
  <uniform_edf name="glow" type="EDF"><input name="color" type="color3" nodename="color"/></uniform_edf>
  <surface name="shader" type="surfaceshader"><input name="edf" type="EDF" nodename="glow"/></surface>
  <surfacematerial name="Collage" type="material"><input name="surfaceshader" type="surfaceshader" nodename="shader"/></surfacematerial>
</materialx>`,
    'parts/images.mtlx': `<?xml version="1.0"?>
<materialx version="1.38" fileprefix="maps/">
  ${image('png', 'one.png')}${image('jpg', 'two.jpg')}${image('hdr', 'three.hdr')}${image('exr', 'four.exr', 'color3')}
</materialx>`,
    'parts/maps/one.png': PNG.sync.write(png),
    'parts/maps/two.jpg': new Uint8Array(grey.data),
    'parts/maps/three.hdr': Uint8Array.from(hdr),
    'parts/maps/four.exr': exr,
  };
}
