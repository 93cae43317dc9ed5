import { type Camera, type Intersection, type Object3D, Raycaster, Vector2 } from 'three';
import { containedRect } from '../imageRect.ts';

export interface Picked {
  /** Shares of the image's width and height, from its upper left corner. */
  readonly x: number;
  readonly y: number;
  /** The first surface there; none: the environment is seen. */
  readonly surface: Intersection | undefined;
}

/** A place on the screen, as pointer events have it. */
export interface ScreenPoint {
  readonly clientX: number;
  readonly clientY: number;
}

/** Where a key picks that comes without a pointer. */
export function middleOf(canvas: HTMLCanvasElement): ScreenPoint {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return { clientX: left + width / 2, clientY: top + height / 2 };
}

/** What lies at a place on the screen; undefined beside the image. */
export function pick(
  canvas: HTMLCanvasElement,
  camera: Camera,
  root: Object3D,
  { clientX, clientY }: ScreenPoint,
): Picked | undefined {
  const box = canvas.getBoundingClientRect();
  const image = containedRect(box, canvas);
  const x = (clientX - box.left - image.x) / image.width;
  const y = (clientY - box.top - image.y) / image.height;
  if (!(x >= 0 && x < 1 && y >= 0 && y < 1)) return undefined;
  const caster = new Raycaster();
  caster.setFromCamera(new Vector2(x * 2 - 1, 1 - y * 2), camera);
  return { x, y, surface: caster.intersectObject(root)[0] };
}
