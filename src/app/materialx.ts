/** `patina/materialx` in browsers. */
export { browserMaterialX as materialX } from './browserMaterialX.ts';
