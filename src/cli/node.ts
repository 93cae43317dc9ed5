/** `patina/node`: WebGPU in Node, through Dawn. The command line uses the same. */
export { nodeGpu, type AdapterChoice, type NodeGpuOptions } from './nodeGpu.ts';
