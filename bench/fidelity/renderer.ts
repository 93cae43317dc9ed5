import { bindingLayout, storage, uniform } from '../../src/engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { createKernel, type Kernel } from '../../src/engine/kernel.ts';
import { structLayout } from '../../src/engine/structLayout.ts';
import type { Material, MaterialResources } from '../../src/materials/program.ts';
import type { RgbImage } from '../../src/metrics/image.ts';
import { cameraValues } from '../../src/scene/cameraData.ts';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { uploadEnvironment } from '../../src/scene/gpuEnvironment.ts';
import { lightTableValues } from '../../src/scene/lightTable.ts';
import { lightLayout } from '../../src/scene/sceneBindings.ts';
import type { FidelityLight } from './lighting.ts';
import type { FidelityView } from './views.ts';

const QUERY = 'package::path::fidelityQuery::FidelityQuery';
const SETTINGS = 'package::path::fidelityQuery::FidelitySettings';

export const FIDELITY_LAYOUT = bindingLayout('fidelity_bindings', 0, {
  settings: uniform(SETTINGS),
  queries: storage(`array<${QUERY}>`, 'read_write'),
  image: storage('array<vec4f>', 'read_write'),
});
export const FIDELITY_EVALUATE_LAYOUT = bindingLayout('fidelity_evaluate_bindings', 0, {
  queries: storage(`array<${QUERY}>`),
  image: storage('array<vec4f>', 'read_write'),
});
export const FIDELITY_LIGHTS = lightLayout(2);

/** One lit view of the sphere, by the reference and by every candidate on the same queries. Linear radiance. */
export interface FidelityImages {
  readonly reference: RgbImage;
  readonly candidates: RgbImage[];
  /** Share of camera samples that meet the object, per pixel. */
  readonly coverage: Float32Array;
}

export interface FidelityRenderOptions {
  /** False leaves the candidates out: for the noise floor. */
  readonly withCandidates?: boolean;
  /** Tiles the sphere's uv; default 1. */
  readonly uvScale?: number;
  /** Of what materials are asked for, over a pixel's footprint; default 0: a point, which is level 0. */
  readonly footprintScale?: number;
  /** Camera samples a pixel, each under all light samples; default 0: as many as `samples`. */
  readonly places?: number;
  readonly signal?: AbortSignal;
}

export interface FidelityRenderer {
  /**
   * @param samples  camera samples a pixel, each with three directions; a power of two spreads them best
   * @throws when the signal aborts
   */
  render(
    view: FidelityView,
    light: FidelityLight,
    samples: number,
    seed: number,
    options?: FidelityRenderOptions,
  ): Promise<FidelityImages>;
  dispose(): void;
}

interface Side {
  readonly material: Material;
  readonly resources: MaterialResources;
  readonly kernel: Kernel;
  readonly image: GPUBuffer;
}

/**
 * Compiles one kernel around the reference and one around each candidate; images are `size` pixels square.
 * @param proposals  whose sampler proposes directions, if not the reference's: its density must be exact
 * @throws when the reference's values are random and nobody else proposes
 */
export async function createFidelityRenderer(
  gpu: Gpu,
  reference: Material,
  candidates: readonly Material[],
  size: number,
  proposals: Material = reference,
): Promise<FidelityRenderer> {
  if (proposals.program.random)
    throw new Error(`fidelity: '${proposals.name}' has no exact density; name a material to propose directions`);
  for (const { name, program } of [reference, ...candidates])
    if (program.transmits || program.seeThrough)
      throw new Error(`fidelity: '${name}' lets light through, and this image has none from behind`);
  const queryLayout = await structLayout(QUERY);
  const settingsLayout = await structLayout(SETTINGS);
  const tableLayout = await structLayout('package::scene::lightTable::LightTable');
  const uniformUsage = bufferUsage.uniform | bufferUsage.copyDst;
  const queries = createBuffer(gpu, 'fidelity/queries', size * size * queryLayout.size);
  const settings = createBuffer(gpu, 'fidelity/settings', settingsLayout.size, uniformUsage);
  const table = createBuffer(gpu, 'fidelity/lights', tableLayout.size, uniformUsage);

  const makeSide = async (material: Material, root: string, isReference: boolean): Promise<Side> => ({
    material,
    resources: await material.upload(gpu),
    kernel: await createKernel(gpu, {
      root,
      layouts: isReference
        ? [FIDELITY_LAYOUT, material.program.bindings, FIDELITY_LIGHTS]
        : [FIDELITY_EVALUATE_LAYOUT, material.program.bindings],
      generated: material.program.modules,
      label: `${root}(${material.program.label})`,
    }),
    image: createBuffer(gpu, `fidelity/${material.name}`, size * size * 16),
  });
  const own = await makeSide(proposals, 'kernels::fidelityQueries', true);
  const others: Side[] = [];
  const apart = proposals === reference ? [] : [reference];
  for (const candidate of [...apart, ...candidates])
    others.push(await makeSide(candidate, 'kernels::fidelityEvaluate', false));
  const candidateGroups = others.map((side) => [
    side.kernel.bindGroup(0, { queries, image: side.image }),
    side.kernel.bindGroup(1, side.resources.resources),
  ]);

  return {
    async render(view, light, samples, seed, options = {}) {
      const { withCandidates = true, uvScale = 1, footprintScale = 0, places = 0, signal } = options;
      const environment = await uploadEnvironment(gpu, light.map);
      const data = { ...uniformEnvironment([0, 0, 0]), map: light.map };
      gpu.device.queue.writeBuffer(
        table,
        0,
        tableLayout.pack(lightTableValues([], data, { environment: 1, lights: [] })),
      );
      const groups = [
        own.kernel.bindGroup(0, { settings, queries, image: own.image }),
        own.kernel.bindGroup(1, own.resources.resources),
        own.kernel.bindGroup(2, {
          environment_map: environment.view,
          environment_alias: environment.alias,
          lights: table,
        }),
      ];
      const active = withCandidates ? others : others.slice(0, apart.length);
      clear(gpu, [own, ...active]);
      const camera = cameraValues(view.camera, size, size);
      const total = 2 ** Math.ceil(Math.log2(samples));
      const fixed = { camera, samples: total, seed, uv_scale: uvScale, footprint_scale: footprintScale, places };
      for (let sample = 0; sample < samples; sample++) {
        signal?.throwIfAborted();
        gpu.device.queue.writeBuffer(settings, 0, settingsLayout.pack({ ...fixed, sample }));
        const encoder = gpu.device.createCommandEncoder({ label: 'fidelity' });
        const pass = encoder.beginComputePass({ label: 'fidelity' });
        own.kernel.dispatch(pass, groups, Math.ceil(size / 8), Math.ceil(size / 8));
        active.forEach(({ kernel }, i) => kernel.dispatch(pass, candidateGroups[i], Math.ceil((size * size) / 64)));
        pass.end();
        gpu.device.queue.submit([encoder.finish()]);
        // A slow adapter would else take all samples in one go, deaf to the signal.
        await gpu.device.queue.onSubmittedWorkDone();
      }
      environment.dispose();
      const { image, coverage } = await readImage(gpu, own, size, samples);
      const images: RgbImage[] = [];
      for (const side of active) images.push((await readImage(gpu, side, size, samples)).image);
      const [truth, ...rest] = apart.length > 0 ? images : [image, ...images];
      return { reference: truth, candidates: rest, coverage };
    },
    dispose() {
      for (const side of [own, ...others]) {
        side.resources.dispose();
        side.image.destroy();
      }
      for (const buffer of [queries, settings, table]) buffer.destroy();
    },
  };
}

function clear(gpu: Gpu, sides: Side[]): void {
  const encoder = gpu.device.createCommandEncoder({ label: 'fidelity/clear' });
  for (const { image } of sides) encoder.clearBuffer(image);
  gpu.device.queue.submit([encoder.finish()]);
}

async function readImage(
  gpu: Gpu,
  { image, material }: Side,
  size: number,
  samples: number,
): Promise<{ image: RgbImage; coverage: Float32Array }> {
  const sums = new Float32Array(await readBuffer(gpu, image));
  const data = new Float32Array(size * size * 3);
  const coverage = new Float32Array(size * size);
  for (let p = 0; p < size * size; p++) {
    for (let c = 0; c < 3; c++) {
      const value = sums[4 * p + c] / samples;
      if (!Number.isFinite(value)) {
        throw new Error(`fidelity: '${material.name}' gives ${value} at pixel (${p % size}, ${Math.floor(p / size)})`);
      }
      data[3 * p + c] = value;
    }
    coverage[p] = sums[4 * p + 3] / samples;
  }
  return { image: { width: size, height: size, data }, coverage };
}
