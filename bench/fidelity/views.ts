import { cross } from '../../src/math/vec3.ts';
import type { CameraData, Vec3 } from '../../src/scene/sceneData.ts';

/** A camera on the unit sphere about the origin. */
export interface FidelityView {
  readonly name: string;
  readonly camera: CameraData;
}

/**
 * The three views of the fidelity image: the whole sphere from the front and from above (it fills .75 of the frame), and a
 * part of it close up, where a texel of 512 is about as large as a pixel of 256.
 */
export function fidelityViews(): FidelityView[] {
  return [
    { name: 'front', camera: lookAtSphere(12, 20, 0.98) },
    { name: 'above', camera: lookAtSphere(48, 140, 0.98) },
    { name: 'close', camera: lookAtSphere(25, 250, 2.5) },
  ];
}

const DISTANCE = 4;

/**
 * A square pinhole camera that looks at the centre of the unit sphere.
 * @param elevation, azimuth  of the eye, in degrees
 * @param span  diameter of the sphere over the side of the image
 */
function lookAtSphere(elevation: number, azimuth: number, span: number): CameraData {
  const [e, a] = [(elevation * Math.PI) / 180, (azimuth * Math.PI) / 180];
  const out: Vec3 = [Math.cos(e) * Math.cos(a), Math.sin(e), -Math.cos(e) * Math.sin(a)];
  // The silhouette of the sphere is a circle seen at asin(1 / distance).
  const half = Math.tan(Math.asin(1 / DISTANCE)) / span;
  const right: Vec3 = [-Math.sin(a), 0, -Math.cos(a)];
  const up = cross(out, right);
  return {
    position: scaled(out, DISTANCE),
    forward: scaled(out, -1),
    right: scaled(right, half),
    up: scaled(up, half),
    orthographic: false,
    aperture: 0,
    focusDistance: 1,
  };
}

function scaled(v: Vec3, s: number): Vec3 {
  return [v[0] * s, v[1] * s, v[2] * s];
}
