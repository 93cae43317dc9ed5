import { foldGraph } from '../../src/materials/layered/fold.ts';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { layersOf, withoutLayer, type LayerRef } from '../../src/materials/layered/layers.ts';
import type { OpenDocument } from '../../src/materials/layered/openDocument.ts';
import type { BenchCell } from '../benchmark.ts';
import { openReference, type BenchMaterial } from '../benchMaterials.ts';
import { fidelity } from './fidelity.ts';

/** The layers of a document, each a single lobe: tops of `layer`, sides of `mix` and `add`, and the base of all. */
function singleLayers({ graph }: OpenDocument): LayerRef[] {
  return layersOf(graph).filter(({ lobes }) => lobes === 1);
}

/** How much the reference's image changes when any one layer is taken away. */
export async function layerCell(material: BenchMaterial, samples: number): Promise<BenchCell> {
  const document = await openReference(material);
  const layers = singleLayers(document);
  return {
    id: `${material.name}/layers`,
    rows: layers.map((layer) => ({
      name: `${material.name}/without ${layer.node}.${layer.input}`,
      metric: 'layerFlip',
      unit: '1',
    })),
    async run(context) {
      const gpu = await context.gpu();
      const reference = layeredMaterial(document.graph, document.images);
      const variants = layers.map((layer) => ({
        ...layeredMaterial(foldGraph(withoutLayer(document.graph, layer)), document.images),
        name: `without ${layer.node}.${layer.input}`,
      }));
      const { candidates } = await fidelity(gpu, reference, variants, {
        samples,
        floor: false,
        signal: context.signal,
        progress: context.progress,
      });
      return candidates.map(({ flip, flips }) => ({ value: flip, n: Object.keys(flips).length }));
    },
  };
}
