import { OrthographicCamera, PerspectiveCamera, Vector3, type Camera } from 'three';
import type { StructValues } from '../engine/structLayout.ts';
import type { CameraData, Vec3 } from './sceneData.ts';

export interface LensOptions {
  /** Radius of the lens in metres; default 0, a pinhole. */
  aperture?: number;
  /** Depth of the plane in focus, in metres; default 1. It matters only with an aperture. */
  focusDistance?: number;
}

/**
 * A camera from three's matrices: view offsets and shifted frusta are honoured, near and far planes are not (a ray starts
 * at the eye). Updates the camera's world matrix.
 * @throws if it is neither perspective nor orthographic, or its matrices are not finite.
 */
export function cameraData(camera: Camera, lens: LensOptions = {}): CameraData {
  const orthographic = camera instanceof OrthographicCamera;
  if (!orthographic && !(camera instanceof PerspectiveCamera))
    throw new Error(`camera '${camera.name}' of type ${camera.type} is neither perspective nor orthographic`);
  camera.updateWorldMatrix(true, false);
  const x = new Vector3();
  const y = new Vector3();
  const z = new Vector3();
  camera.matrixWorld.extractBasis(x, y, z);
  // A camera may hang in a scaled group; its image does not change with that.
  for (const axis of [x, y, z]) axis.normalize();
  const eye = new Vector3().setFromMatrixPosition(camera.matrixWorld);
  const p = camera.projectionMatrix.elements;
  const right = x.clone().divideScalar(p[0]);
  const up = y.clone().divideScalar(p[5]);
  const forward = z.clone().negate();
  // Off-centre frusta: clip x is (p0·x + p8·z) / -z in perspective and p0·x + p12 in orthographic projection.
  const centre = orthographic ? eye : forward;
  const sign = orthographic ? -1 : 1;
  centre.addScaledVector(right, sign * p[orthographic ? 12 : 8]).addScaledVector(up, sign * p[orthographic ? 13 : 9]);
  const data: CameraData = {
    position: vec3(eye),
    forward: vec3(forward),
    right: vec3(right),
    up: vec3(up),
    orthographic,
    aperture: lens.aperture ?? 0,
    focusDistance: lens.focusDistance ?? 1,
  };
  if (![...data.position, ...data.forward, ...data.right, ...data.up].every(Number.isFinite))
    throw new Error(`camera '${camera.name}' has a matrix that is not finite`);
  if (!(data.aperture >= 0 && data.focusDistance > 0))
    throw new Error(`camera '${camera.name}': aperture ${data.aperture}, focus distance ${data.focusDistance}`);
  return data;
}

/** Values of the WGSL struct `Camera` for an image of `width` x `height` pixels. */
export function cameraValues(camera: CameraData, width: number, height: number): StructValues {
  return {
    position: camera.position,
    aperture: camera.aperture,
    forward: camera.forward,
    focus_distance: camera.focusDistance,
    right: camera.right,
    orthographic: Number(camera.orthographic),
    up: camera.up,
    size: [width, height],
  };
}

function vec3(v: Vector3): Vec3 {
  return [v.x, v.y, v.z];
}
