import { writeFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import type { Gpu } from '../engine/device.ts';
import { analyticMaterial } from '../materials/analytic/analyticMaterial.ts';
import type { BelowSurface } from '../materials/layered/layeredProgram.ts';
import { neuralMaterial } from '../materials/neural/neuralMaterial.ts';
import type { Material } from '../materials/program.ts';
import { PathTracer } from '../pathtracer/pathTracer.ts';
import { checkOutput } from './checkOutput.ts';
import { nodeGpu } from './nodeGpu.ts';
import { openMaterialFile } from './openMaterialFile.ts';
import { parseRenderOptions, RENDER_USAGE, type RenderOptions } from './renderOptions.ts';
import { openRenderScene, type RenderScene } from './renderScene.ts';

/** The `render` command: a path-traced picture without a browser. Progress and warnings go to stderr. */
export async function renderCommand(argv: readonly string[]): Promise<void> {
  if (argv.length === 0 || argv.includes('--help')) {
    process.stdout.write(`${RENDER_USAGE}\n`);
    return;
  }
  const options = parseRenderOptions(argv);
  const start = performance.now();
  const scene = await openRenderScene(options.subject, options.environment, options.width / options.height);
  await checkOutput(options.output);
  const gpu = await nodeGpu({ adapter: options.adapter });
  tell(`adapter: ${gpu.adapterName}`);
  const most = gpu.limits.maxTextureDimension2D;
  if (Math.max(options.width, options.height) > most)
    throw new Error(`--size is ${options.width}x${options.height}; this adapter draws at most ${most} pixels a side`);
  const { pixels, refused } = await renderPixels(gpu, scene, options).finally(() => gpu.dispose());
  const seconds = (performance.now() - start) / 1000;
  if (refused > 0) tell(`warning: ${refused} samples were not finite and are left out`);
  const png = new PNG({ width: options.width, height: options.height });
  png.data = Buffer.from(pixels);
  await writeFile(options.output, PNG.sync.write(png));
  const { samples, width, height, output } = options;
  tell(`${output}: ${width} x ${height}, ${samples} samples a pixel, ${seconds.toFixed(1)} s`);
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ output, width, height, samples, seconds, refused, adapter: gpu.adapterName })}\n`,
    );
}

async function renderPixels(
  gpu: Gpu,
  scene: RenderScene,
  options: RenderOptions,
): Promise<{ pixels: Uint8ClampedArray; refused: number }> {
  const { bounces, seed, toneMap } = options;
  const settings = { bounces, seed, toneMap, exposure: 2 ** options.exposure };
  const tracer = await PathTracer.create(gpu, { settings });
  const warnings = [...scene.data.warnings];
  await tracer.setScene(scene.data);
  await tracer.setMaterials(await materialsFor(gpu, scene, options.material, options.below[0]));
  if (options.split !== undefined) {
    await tracer.setMaterials(await materialsFor(gpu, scene, options.split, options.below[1]), 'b');
    tracer.updateSplit({ enabled: true });
  }
  for (const warning of new Set(warnings)) tell(`warning: ${warning}`);
  tracer.setSize(options.width, options.height);
  for (let last = -Infinity; tracer.samples < options.samples;) {
    await tracer.renderSample();
    if (performance.now() - last < 2000) continue;
    last = performance.now();
    tell(`${tracer.samples} of ${options.samples} samples`);
  }
  const pixels = await tracer.readPixels();
  const { refused } = await tracer.readRadiance();
  tracer.dispose();
  // What the device refuses it tells aside: the image would be black where the driver gave up.
  if (gpu.errors.length > 0) throw new Error(`the graphics device reports: ${gpu.errors[0]}`);
  return { pixels, refused };
}

/** The scene's own materials, neural ones among them, with the chosen one where it replaces them. */
async function materialsFor(
  gpu: Gpu,
  { data, replaces, neural }: RenderScene,
  file: string | undefined,
  below: BelowSurface,
): Promise<Material[]> {
  const chosen = file === undefined ? undefined : await openMaterialFile(gpu, file, below);
  const f16 = gpu.features.fastF16;
  // One of a kind: materials of the same asset share program and latents.
  const brought = new Map([...neural].map(([key, asset]) => [key, neuralMaterial(asset, { f16 })]));
  return data.materials.map((own, i) => {
    if (chosen && replaces(i)) return chosen;
    return (own.key === undefined ? undefined : brought.get(own.key)) ?? analyticMaterial(own);
  });
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
