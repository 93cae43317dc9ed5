import { openRenderScene, type RenderScene } from '../../src/cli/renderScene.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { analyticMaterial } from '../../src/materials/analytic/analyticMaterial.ts';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { Material } from '../../src/materials/program.ts';
import { displayed, exposureOf } from '../../src/metrics/display.ts';
import { flip } from '../../src/metrics/flip.ts';
import type { RgbImage } from '../../src/metrics/image.ts';
import { meanOverMask } from '../../src/metrics/imageErrors.ts';
import { PathTracer } from '../../src/pathtracer/pathTracer.ts';
import { intersectScene } from '../../src/scene/intersectScene.ts';
import type { BenchCell, BenchContext } from '../benchmark.ts';
import { bakedDecoders, openReference, type BenchMaterial } from '../benchMaterials.ts';
import { writeStrip } from './strip.ts';

const SIZE = 256;
const SUBJECT = 'shaderBall';
const ENVIRONMENT = 'city';

/**
 * One pair a material as the path tracer shows it: a shader ball on a table in an HDR environment, all bounces. FLIP over
 * the pixels of the ball; its noise is not common to both sides, so the floor stands beside it.
 */
export function pathTracedCell(material: BenchMaterial, samples: number): BenchCell {
  const [first] = bakedDecoders(material);
  const name = `${material.name}/${first?.[0] ?? '2x32'}`;
  return {
    id: `${material.name}/pathTraced`,
    rows: ['flipPathTraced', 'flipPathTracedFloor'].map((metric) => ({ name, metric, unit: '1' })),
    async run(context) {
      const gpu = await context.gpu();
      const scene = await openRenderScene(SUBJECT, ENVIRONMENT, 1);
      const { graph, images } = await openReference(material);
      const reference = layeredMaterial(graph, images);
      const baked = first && neuralMaterial(first[1], { f16: gpu.features.f16 });
      const truth = await pathTraced(gpu, scene, reference, samples, 1, context);
      const again = await pathTraced(gpu, scene, reference, samples, 2, context);
      const mask = objectMask(scene);
      const exposure = exposureOf(truth, mask);
      const shown = displayed(truth, exposure);
      const flipTo = (image: RgbImage): number => meanOverMask(flip(shown, image).data, mask);
      const floor = { value: flipTo(displayed(again, exposure)) };
      if (!baked) return [{ value: null, reason: 'no baked .glb beside the document' }, floor];
      const neural = displayed(await pathTraced(gpu, scene, baked, samples, 1, context), exposure);
      writeStrip(`.cache/bench/fidelity/${material.name}-pathTraced.png`, [shown, neural]);
      return [{ value: flipTo(neural), n: 1 }, floor];
    },
  };
}

/** Linear radiance. */
async function pathTraced(
  gpu: Gpu,
  scene: RenderScene,
  material: Material,
  samples: number,
  seed: number,
  { signal, progress }: BenchContext,
): Promise<RgbImage> {
  progress(`${material.name}: ${samples} path-traced samples a pixel, seed ${seed}`);
  const tracer = await PathTracer.create(gpu, { settings: { seed, maxSamples: samples } });
  try {
    await tracer.setScene(scene.data);
    const warnings: string[] = [];
    await tracer.setMaterials(
      scene.data.materials.map((own, i) => (scene.replaces(i) ? material : analyticMaterial(own, warnings))),
    );
    tracer.setSize(SIZE, SIZE);
    while (tracer.samples < samples) {
      signal.throwIfAborted();
      await tracer.renderSample();
    }
    const { mean, refused } = await tracer.readRadiance();
    if (refused > 0) throw new Error(`${material.name}: ${refused} path-traced samples were not finite`);
    return { width: SIZE, height: SIZE, data: mean };
  } finally {
    tracer.dispose();
  }
}

/** 1 where the middle of a pixel sees what the material is on. */
function objectMask({ data, replaces }: RenderScene): Float32Array {
  const { position, forward, right, up } = data.camera;
  return Float32Array.from({ length: SIZE * SIZE }, (_, pixel) => {
    const x = (2 * ((pixel % SIZE) + 0.5)) / SIZE - 1;
    const y = 1 - (2 * (Math.floor(pixel / SIZE) + 0.5)) / SIZE;
    const direction = [0, 1, 2].map((c) => forward[c] + x * right[c] + y * up[c]) as [number, number, number];
    const hit = intersectScene(data, position, direction);
    return hit && replaces(data.instances[hit.instance].material) ? 1 : 0;
  });
}
