/** `patina/materials`: the material library behind one BSDF contract: analytic, compiled MaterialX, neural. */
export { analyticMaterial } from './analytic/analyticMaterial.ts';
export { metallicRoughnessMaterial, type MetallicRoughnessOptions } from './analytic/metallicRoughness.ts';
export {
  bsdfQueries,
  type BsdfConfiguration,
  type BsdfQueries,
  type BsdfSamples,
  type BsdfValues,
  type ShadeResults,
} from './bsdfQueries.ts';
export type { DocumentText, ReadText } from './layered/documentIncludes.ts';
export type { FlatGraph, FoldedGraph } from './layered/flatGraph.ts';
export { foldGraph } from './layered/fold.ts';
export { bakeNotes } from './layered/bakeDomain.ts';
export {
  compileLayered,
  layeredMaterial,
  type BelowSurface,
  type LayeredOptions,
  type LayeredProgram,
  type LayeredReport,
} from './layered/layeredProgram.ts';
export { loadDocument, type DocumentOptions } from './layered/document.ts';
export { openMaterialX, type MaterialX, type MaterialXFiles } from './layered/materialX.ts';
export { openDocument, type OpenDocument } from './layered/openDocument.ts';
export { loadImages, type DecodedImage, type LoadedImage, type ResolveFile } from './layered/patternImages.ts';
export { checkDetail } from './layered/patternDetail.ts';
export { nearMirrorCoat, splitCoat, type SplitCoat } from './layered/splitCoat.ts';
export type { MaterialTexture } from './materialTexture.ts';
export type { AnalyticCoat } from './neural/analyticCoat.ts';
export { decoderNames, decoderSpec, type DecoderName, type DecoderSpec } from './neural/decoderSpec.ts';
export {
  EXTENSION as NEURAL_EXTENSION,
  findNeuralMaterials,
  readNeuralMaterial,
  readSceneMaterials,
  writeNeuralMaterial,
} from './neural/neuralFile.ts';
export type { FallbackMaterial } from './neural/fallbackMaterial.ts';
export type { LatentLevel, LatentPyramid } from './neural/latentPyramid.ts';
export { neuralBank, type NeuralBankOptions } from './neural/neuralBank.ts';
export { neuralMaterial, type NeuralMaterial } from './neural/neuralMaterial.ts';
export type { Provenance } from './neural/provenance.ts';
export type { Material, MaterialProgram, MaterialResources } from './program.ts';
