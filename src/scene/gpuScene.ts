import type { BindingResource } from '../engine/bindings.ts';
import { bufferUsage, createBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { structLayout } from '../engine/structLayout.ts';
import { cameraValues } from './cameraData.ts';
import type { EnvironmentData } from './environmentData.ts';
import { checkEnvironmentFits, uploadEnvironment, type GpuEnvironment } from './gpuEnvironment.ts';
import { checkLights, lightChoice, lightTableValues } from './lightTable.ts';
import { packScene } from './packScene.ts';
import type { CameraData, LightData, SceneData } from './sceneData.ts';

/** A scene on the device. Bind groups made of its resources hold until `updateEnvironment` says otherwise. */
export interface GpuScene {
  readonly data: SceneData;
  /** By the names of `sceneLayout`. */
  readonly sceneResources: Record<string, BindingResource>;
  /** By the names of `lightLayout`. */
  readonly lightResources: Record<string, BindingResource>;
  /** GPU memory held, in bytes. */
  readonly bytes: number;
  /** For an image of `width` x `height` pixels. */
  updateCamera(camera: CameraData, width: number, height: number): void;
  updateLights(lights: LightData[]): void;
  /** True if the map changed: then `lightResources` are new and bind groups must be made again. */
  updateEnvironment(environment: EnvironmentData): boolean;
  dispose(): void;
}

/**
 * Uploads geometry, camera, lights and environment. The camera is for a square image until `updateCamera`.
 * @throws naming what is too large: the tree for the stack, the lights for their table, a buffer or map for the adapter.
 */
export async function uploadScene(gpu: Gpu, data: SceneData): Promise<GpuScene> {
  const buffers: GPUBuffer[] = [];
  try {
    return await upload(gpu, data, (buffer) => {
      buffers.push(buffer);
      return buffer;
    });
  } catch (cause) {
    for (const buffer of buffers) buffer.destroy();
    throw cause;
  }
}

/** `own` hears of every buffer that was made: what fails after it leaves none behind. */
async function upload(gpu: Gpu, data: SceneData, own: (buffer: GPUBuffer) => GPUBuffer): Promise<GpuScene> {
  checkLights(data.lights);
  await checkEnvironmentFits(gpu, data.environment.map);
  const packed = await packScene(data);
  const cameraLayout = await structLayout('package::scene::camera::Camera');
  const tableLayout = await structLayout('package::scene::lightTable::LightTable');
  const usage = bufferUsage.uniform | bufferUsage.copyDst;
  const storage = Object.entries(packed).map(
    ([name, bytes]) => [name, own(createBuffer(gpu, `scene ${name}`, new Uint8Array(bytes)))] as const,
  );
  const camera = own(createBuffer(gpu, 'scene camera', cameraLayout.size, usage));
  const table = own(createBuffer(gpu, 'scene lights', tableLayout.size, usage));
  const radius = sceneRadius(data);
  let lights = data.lights;
  let environment = data.environment;
  let onDevice = await uploadEnvironment(gpu, environment.map);

  const writeTable = (nextLights: LightData[], nextEnvironment: EnvironmentData, device: GpuEnvironment) => {
    const choice = lightChoice(nextLights, nextEnvironment, device.integral, radius);
    gpu.device.queue.writeBuffer(table, 0, tableLayout.pack(lightTableValues(nextLights, nextEnvironment, choice)));
    [lights, environment, onDevice] = [nextLights, nextEnvironment, device];
  };
  const scene: GpuScene = {
    data,
    sceneResources: { ...Object.fromEntries(storage), camera },
    get lightResources() {
      return { environment_map: onDevice.view, environment_alias: onDevice.alias, lights: table };
    },
    get bytes() {
      const buffers = [...storage.map(([, buffer]) => buffer), camera, table];
      return buffers.reduce((sum, buffer) => sum + buffer.size, onDevice.bytes);
    },
    updateCamera(next, width, height) {
      gpu.device.queue.writeBuffer(camera, 0, cameraLayout.pack(cameraValues(next, width, height)));
    },
    updateLights: (next) => writeTable(next, environment, onDevice),
    updateEnvironment(next) {
      const old = onDevice;
      const fresh = next.map !== environment.map;
      writeTable(lights, next, fresh ? old.replace(next.map) : old);
      if (fresh) old.dispose();
      return fresh;
    },
    dispose() {
      for (const [, buffer] of storage) buffer.destroy();
      camera.destroy();
      table.destroy();
      onDevice.dispose();
    },
  };
  scene.updateCamera(data.camera, 1, 1);
  scene.updateLights(lights);
  return scene;
}

/** Radius of a sphere round the scene, at least a millimetre. */
function sceneRadius({ bounds }: SceneData): number {
  return Math.max(1e-3, Math.hypot(bounds[3] - bounds[0], bounds[4] - bounds[1], bounds[5] - bounds[2]) / 2);
}
