/**
 * `patina`: opening a device, and what every other entry point shares. Scenes are in `patina/scene`, materials in
 * `patina/materials`, images in `patina/pathtracer`, bakes in `patina/training`.
 */
export { GpuUnavailableError, openGpu, type Gpu, type GpuFeatures, type OpenGpuOptions } from './engine/device.ts';
export { ShaderCompileError } from './engine/kernel.ts';
export { PATINA_VERSION } from './version.ts';
