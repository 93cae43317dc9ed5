/** `patina/node`: WebGPU in Node, through Dawn, and files of MaterialX, glTF and images. The command line uses the same. */
export { nodeGpu, type AdapterChoice, type NodeGpuOptions } from './nodeGpu.ts';
export { openGltfFile, type GltfFile } from './nodeGltf.ts';
export { decodeImage } from './nodeImages.ts';
export { openDocumentFile } from './nodeMaterialX.ts';
