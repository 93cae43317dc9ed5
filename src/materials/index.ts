/** `patina/materials`: the material library behind one BSDF contract. */
export { metallicRoughnessMaterial, type MetallicRoughnessOptions } from './analytic/metallicRoughness.ts';
export { bsdfQueries, type BsdfConfiguration, type BsdfQueries } from './bsdfQueries.ts';
export { loadDocument, type DocumentOptions } from './layered/document.ts';
export { compileLayered, layeredMaterial, type LayeredProgram, type LayeredReport } from './layered/layeredProgram.ts';
export { openMaterialX, type MaterialX, type MaterialXFiles } from './layered/materialX.ts';
export type { MaterialTexture } from './materialTexture.ts';
export { decoderNames, decoderSpec, type DecoderName, type DecoderSpec } from './neural/decoderSpec.ts';
export type { Material, MaterialProgram, MaterialResources } from './program.ts';
