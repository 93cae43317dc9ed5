/** `patina/training`: neural materials from references, on the GPU. */
export { bake, type BakeOptions, type BakeProgress, type BakeResult, type ChoosingProgress } from './bake.ts';
export { bakeMaterial, type BakedMaterial, type BakedMaterialOptions } from './bakedMaterial.ts';
export { checkTraining, DEFAULT_TRAINING, trainingSettings, type TrainingSettings } from './settings.ts';
export type { Losses, TrainedNetworks } from './trainer.ts';
