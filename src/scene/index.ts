/** `patina/scene`: a three.js scene and camera as plain data, and that data on a device. */
export { cameraData, type LensOptions } from './cameraData.ts';
export { uniformEnvironment, type EnvironmentData, type EnvironmentMap } from './environmentData.ts';
export { flattenScene, type FlattenOptions } from './flattenScene.ts';
export { readExtension, type ExtensionMaterials } from './gltfExtensions.ts';
export { checkEnvironmentFits } from './gpuEnvironment.ts';
export { uploadScene, type GpuScene } from './gpuScene.ts';
export { positionMap, type PositionMap } from './positionMap.ts';
export { parseEnvironment } from './parseEnvironment.ts';
export type { CameraData, InstanceData, LightData, MeshData, SceneData, Tree } from './sceneData.ts';
export { environmentMap } from './sceneEnvironment.ts';
export type { SceneImage, SceneMaterial, SceneTexture } from './sceneMaterial.ts';
