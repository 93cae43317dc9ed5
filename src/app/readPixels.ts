import type { Texture } from 'three';
import type { SceneImage } from '../scene/sceneMaterial.ts';

type Drawable = ImageBitmap | HTMLImageElement | HTMLCanvasElement;

/** Side of the pieces in which images are read: within every adapter's largest texture. */
const TILE = 2048;

/** Pixels of a decoded image (an ImageBitmap, as glTF images come); undefined for anything else. */
export function readPixels(texture: Texture): SceneImage | undefined {
  const image: unknown = texture.image;
  if (!(image instanceof ImageBitmap || image instanceof HTMLImageElement || image instanceof HTMLCanvasElement)) {
    return undefined;
  }
  return storedPixels(image);
}

/**
 * RGBA bytes, row 0 on top, alpha not multiplied in: as the image has them. A 2D canvas would lose the colours of what is
 * transparent, for it keeps them multiplied; WebGL does not.
 */
export function storedPixels(image: Drawable): { width: number; height: number; data: Uint8Array<ArrayBuffer> } {
  const { width, height } = image;
  const gl = imageReader();
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += TILE)
    for (let x = 0; x < width; x += TILE) {
      const [w, h] = [Math.min(TILE, width - x), Math.min(TILE, height - y)];
      gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, x);
      gl.pixelStorei(gl.UNPACK_SKIP_ROWS, y);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, w, h, 0, gl.RGBA, gl.UNSIGNED_BYTE, image);
      gl.pixelStorei(gl.PACK_ROW_LENGTH, width);
      gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, data, 4 * (y * width + x));
    }
  const error = gl.getError();
  if (error !== gl.NO_ERROR) throw new Error(`an image of ${width} x ${height} cannot be read (WebGL error ${error})`);
  return { width, height, data };
}

let reader: WebGL2RenderingContext | undefined;

/** One for the page: browsers give only a few contexts. */
function imageReader(): WebGL2RenderingContext {
  if (reader && !reader.isContextLost()) return reader;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) throw new Error('This browser has no WebGL 2, by which images are read.');
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  return (reader = gl);
}
