export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where an image of `image` size lies in a box that contains it whole, centred (CSS `object-fit: contain`). */
export function containedRect(box: { width: number; height: number }, image: { width: number; height: number }): Rect {
  const scale = Math.min(box.width / image.width, box.height / image.height);
  const width = image.width * scale;
  const height = image.height * scale;
  return { x: (box.width - width) / 2, y: (box.height - height) / 2, width, height };
}

/** Sharper than this is not worth the samples. */
const MAX_PIXEL_RATIO = 2;

/** Device pixels of an image that fills an element. */
export function windowSize(box: { clientWidth: number; clientHeight: number }): { width: number; height: number } {
  const ratio = Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio);
  const side = (pixels: number): number => Math.max(1, Math.round(pixels * ratio));
  return { width: side(box.clientWidth), height: side(box.clientHeight) };
}
