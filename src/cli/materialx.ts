/** `patina/materialx` under Node. */
export { nodeMaterialX as materialX } from './nodeMaterialX.ts';
