import { openRenderScene, type RenderScene } from '../../src/cli/renderScene.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { Material } from '../../src/materials/program.ts';
import { displayed, exposureOf } from '../../src/metrics/display.ts';
import { flip } from '../../src/metrics/flip.ts';
import type { RgbImage } from '../../src/metrics/image.ts';
import { meanOverMask } from '../../src/metrics/imageErrors.ts';
import type { BenchCell, BenchContext } from '../benchmark.ts';
import { bakedDecoders, referenceOf, type BenchMaterial } from '../benchMaterials.ts';
import { objectMask, TRACED_LIGHT, TRACED_SUBJECT, tracedBall } from '../tracedBall.ts';
import { writeStrip } from './strip.ts';

const SIZE = 256;

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
      const scene = await openRenderScene(TRACED_SUBJECT, TRACED_LIGHT, 1);
      const reference = await referenceOf(material);
      const baked = first && neuralMaterial(first[1], { f16: gpu.features.f16 });
      const truth = await pathTraced(gpu, scene, reference, samples, 1, context);
      const again = await pathTraced(gpu, scene, reference, samples, 2, context);
      const mask = objectMask(scene, SIZE);
      const exposure = exposureOf(truth, mask);
      const shown = displayed(truth, exposure);
      const flipTo = (image: RgbImage): number => meanOverMask(flip(shown, image).data, mask);
      const floor = { value: flipTo(displayed(again, exposure)) };
      if (!baked) return [{ value: null, reason: 'no baked .glb beside the document' }, floor];
      const neural = displayed(await pathTraced(gpu, scene, baked, samples, 1, context), exposure);
      writeStrip(`.cache/bench/fidelity/${material.name.replace('/', '-')}-pathTraced.png`, [shown, neural]);
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
  const tracer = await tracedBall(gpu, scene, material, SIZE, { seed, maxSamples: samples });
  try {
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
