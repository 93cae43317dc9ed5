import { Vector3, type DirectionalLight, type Light, type PointLight } from 'three';
import type { LightData, Vec3 } from './sceneData.ts';

/** A light of three.js as plain data, or undefined with a warning where it is not supported. */
export function readLight(light: Light, warnings: string[]): LightData | undefined {
  const { color, intensity } = light;
  const emitted: Vec3 = [color.r * intensity, color.g * intensity, color.b * intensity];
  if (!emitted.every((value) => Number.isFinite(value) && value >= 0)) {
    warnings.push(`light '${light.name}' has an intensity that is negative or not finite: left out`);
    return undefined;
  }
  if (!light.matrixWorld.elements.every(Number.isFinite)) {
    warnings.push(`light '${light.name}' is at a place that is not finite: left out`);
    return undefined;
  }
  if ('isDirectionalLight' in light) return directional(light as DirectionalLight, emitted, warnings);
  if ('isPointLight' in light) return point(light as PointLight, emitted, warnings);
  warnings.push(`light '${light.name}' of type ${light.type} is not supported: left out`);
  return undefined;
}

function directional(light: DirectionalLight, intensity: Vec3, warnings: string[]): LightData | undefined {
  // The target is often no part of the scene; its world matrix is then ours to update.
  light.target.updateWorldMatrix(true, false);
  const from = new Vector3().setFromMatrixPosition(light.matrixWorld);
  const toLight = from.sub(new Vector3().setFromMatrixPosition(light.target.matrixWorld));
  if (!(toLight.lengthSq() > 0 && Number.isFinite(toLight.length()))) {
    warnings.push(`light '${light.name}' has no direction from its target: left out`);
    return undefined;
  }
  toLight.normalize();
  return { kind: 'directional', name: light.name, toLight: [toLight.x, toLight.y, toLight.z], intensity };
}

function point(light: PointLight, intensity: Vec3, warnings: string[]): LightData {
  if (light.distance !== 0 || light.decay !== 2)
    warnings.push(`light '${light.name}': distance and decay ignored, light falls off with the square of distance`);
  const position = new Vector3().setFromMatrixPosition(light.matrixWorld);
  return { kind: 'point', name: light.name, position: [position.x, position.y, position.z], intensity };
}
