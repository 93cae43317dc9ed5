/** `patina/training`: neural materials from references, on the GPU. */
export { bake, type BakeOptions, type BakeProgress, type BakeResult, type ChoosingProgress } from './bake.ts';
export { bakeMaterial, type BakedMaterial, type BakedMaterialOptions, type EncodePng } from './bakedMaterial.ts';
export {
  AVERAGED_TRAINING,
  checkTraining,
  DEFAULT_TRAINING,
  trainingSettings,
  type TrainingSettings,
} from './settings.ts';
export type { Losses, TrainedNetworks, Trainer } from './trainer.ts';
