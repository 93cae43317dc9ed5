import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { PNG } from 'pngjs';
import { fidelity } from '../../bench/fidelity/fidelity.ts';
import type { FoldedGraph } from '../materials/layered/flatGraph.ts';
import { compileLayered, layeredMaterial } from '../materials/layered/layeredProgram.ts';
import { AVERAGED_TRAINING, trainingSettings, type TrainingSettings } from '../training/settings.ts';
import { nearMirrorCoat, splitCoat, type SplitCoat } from '../materials/layered/splitCoat.ts';
import { bakeOrigin } from '../materials/layered/bakeOrigin.ts';
import { decoderSpec } from '../materials/neural/decoderSpec.ts';
import { writeNeuralMaterial } from '../materials/neural/neuralFile.ts';
import { neuralMaterial, type NeuralMaterial } from '../materials/neural/neuralMaterial.ts';
import type { Material } from '../materials/program.ts';
import type { Gpu } from '../engine/device.ts';
import type { BakeOptions, BakeProgress, ChoosingProgress } from '../training/bake.ts';
import { bakeMaterial } from '../training/bakedMaterial.ts';
import { positionMap, type PositionMap } from '../scene/positionMap.ts';
import { openMeshes } from './renderScene.ts';
import { BAKE_USAGE, parseBakeOptions, type BakeCommandOptions, type CoatChoice } from './bakeOptions.ts';
import { imagesIn, textsIn } from './nodeImages.ts';
import { checkOutput } from './checkOutput.ts';
import { nodeGpu } from './nodeGpu.ts';
import { nodeMaterialX } from './nodeMaterialX.ts';
import { openDocument } from '../materials/layered/openDocument.ts';

const CHECKPOINT_MS = 60_000;

/** `patina bake`: a MaterialX document in, a neural material file out. */
export async function bakeCommand(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    console.log(BAKE_USAGE);
    return;
  }
  const options = parseBakeOptions(argv);
  const interrupted = new AbortController();
  const { checkpoint } = options;
  const settings = settingsOf(options);
  trainingSettings(settings);
  await checkOutput(options.output);
  if (checkpoint) await checkOutput(checkpoint);
  process.once('SIGINT', () => interrupted.abort(new Interrupted()));
  const { xml, opened } = await open(options);
  const { graph, images } = opened;
  const { layering } = options;
  const { report } = compileLayered(graph, { layering });
  const mesh = options.mesh === undefined ? undefined : await openMeshes(options.mesh);
  for (const warning of mesh?.warnings ?? []) say(`warning: ${warning}`);
  const positions = mesh && positionMap(mesh.meshes, options.size);
  if (positions && !graph.needsPosition)
    say(`note: ${graph.material} does not read the position; --mesh changes nothing`);
  const placed = { layering, ...(positions && { positions }) };
  const reference = layeredMaterial(graph, images, placed);
  // A coat split off takes MaterialX's own throughput with it.
  const split = layering === 'albedo' ? coatOf(graph, options.coat) : undefined;
  const kept = split && { coat: split.coat, base: layeredMaterial(split.base, images, placed) };
  const gpu = await nodeGpu({ adapter: options.adapter });
  say(`${graph.material} of ${graph.document}: ${report.liveNodes} live nodes, ${report.lobes.length} lobes`);
  say(`adapter: ${gpu.adapterName}`);
  const { origin, exceeds } = await bakeOrigin(basename(options.document), xml, opened, {
    layering,
    size: options.size,
    kept: split,
    positions,
  });
  const { notes } = origin;
  for (const note of notes) say(`note: ${note}`);
  let written = false;
  let begun = false;
  try {
    const { asset, result } = await bakeMaterial({
      gpu,
      reference,
      spec: decoderSpec(options.decoder),
      settings: { ...settings, ...(exceeds && AVERAGED_TRAINING) },
      seconds: options.seconds,
      ...(checkpoint && (await checkpointing(checkpoint))),
      ...(kept && { kept }),
      source: sourceOf(origin.documentHash, positions),
      name: graph.material,
      origin,
      encodePng,
      signal: interrupted.signal,
      onPhase: (phase) => {
        if (phase === 'fallback') say('fitting the glTF fallback');
      },
      onProgress: (progress) => {
        begun = true;
        showProgress(progress);
      },
      onChoosing: showChoosing,
      progressMs: process.stdout.isTTY ? 500 : 10_000,
    });
    checkErrors(gpu);
    // Before it is measured: what fails from here on does not cost the bake.
    await writeFile(options.output, writeNeuralMaterial(asset));
    written = true;
    if (checkpoint) await rm(checkpoint, { force: true });
    const metrics = options.metrics ? await measure(gpu, reference, asset, interrupted.signal) : {};
    const measured: NeuralMaterial = {
      ...asset,
      provenance: { ...asset.provenance, metrics: { ...asset.provenance.metrics, ...metrics } },
    };
    const bytes = writeNeuralMaterial(measured);
    await writeFile(options.output, bytes);
    say(`${options.output}: ${bytes.length} bytes, ${result.settings.steps} steps in ${result.seconds.toFixed(1)} s`);
    if (options.json) {
      const { seed, steps, batch, size } = result.settings;
      const summary = {
        document: options.document,
        output: options.output,
        bytes: bytes.length,
        adapter: gpu.adapterName,
        decoder: options.decoder,
        size,
        latentBits: options.latentBits,
        seed,
        steps,
        samples: steps * batch,
        seconds: result.seconds,
        metrics: measured.provenance.metrics,
        notes,
        report,
      };
      console.log(JSON.stringify(summary));
    }
  } catch (cause) {
    if (written) throw new Error(`${options.output} is written, but could not be measured`, { cause });
    const goesOn = checkpoint !== undefined && existsSync(checkpoint);
    if (!(cause instanceof Interrupted)) {
      // A checkpoint that was refused is of no use to the same command.
      if (goesOn && begun) say(`what was reached is kept: the same command goes on from ${checkpoint}`);
      throw cause;
    }
    const left = goesOn ? `the same command goes on from ${checkpoint}` : 'nothing was written';
    throw new Error(`interrupted; ${left}`, { cause });
  } finally {
    gpu.dispose();
  }
}

/** By Ctrl-C. */
class Interrupted extends Error {
  override readonly message = 'interrupted';
}

function checkErrors(gpu: Gpu): void {
  if (gpu.errors.length > 0) throw new Error(`the graphics device reports: ${gpu.errors[0]}`);
}

function settingsOf(options: BakeCommandOptions): Partial<TrainingSettings> {
  const { size, levels, levelRatio, latentBits, seed, seeds, steps } = options;
  return { size, levels, levelRatio, latentBits, seed, seeds, ...(steps !== undefined && { steps }) };
}

function coatOf(graph: FoldedGraph, choice: CoatChoice): SplitCoat | undefined {
  if (choice === 'kept') return splitCoat(graph);
  return choice === 'auto' ? nearMirrorCoat(graph) : undefined;
}

/** Where there is such a file, the bake goes on from it; it is replaced whole, so that a stop in between leaves the old one. */
async function checkpointing(file: string): Promise<Pick<BakeOptions, 'checkpoint' | 'resume'>> {
  const save = async (bytes: Uint8Array) => {
    await writeFile(`${file}.new`, bytes);
    await rename(`${file}.new`, file);
  };
  const checkpoint = { everyMs: CHECKPOINT_MS, save };
  if (!existsSync(file)) return { checkpoint };
  say(`going on from ${file}, to the number of steps that it was begun with`);
  return { checkpoint, resume: new Uint8Array(await readFile(file)) };
}

/** The document's text, and the document with its images. */
async function open({ document, material }: BakeCommandOptions) {
  const xml = await readFile(document, 'utf8').catch((cause: unknown) => {
    throw new Error(`cannot read ${document}`, { cause });
  });
  const opened = await openDocument(await nodeMaterialX(), xml, {
    name: basename(document),
    resolveFile: imagesIn(dirname(document)),
    readText: textsIn(dirname(document)),
    ...(material === undefined ? {} : { material }),
  });
  return { xml, opened };
}

/** What a checkpoint is of: a mesh is no part of the document. */
function sourceOf(hash: string, positions: PositionMap | undefined): string {
  if (!positions) return hash;
  const { buffer, byteOffset, byteLength } = positions.data;
  return createHash('sha256')
    .update(hash)
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}

/** The fidelity image at a quarter of its samples: enough to report two digits. */
async function measure(
  gpu: Gpu,
  reference: Material,
  asset: NeuralMaterial,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  say('measuring FLIP against the reference');
  const candidate = neuralMaterial(asset, { f16: false });
  const { candidates, flipFloor } = await fidelity(gpu, reference, [candidate], {
    size: 128,
    samples: 16,
    signal,
    // A walk has no density; the network's sampler has one.
    ...(reference.program.random && { proposals: candidate }),
  });
  checkErrors(gpu);
  const [{ flip, meanAbsolute, relMse }] = candidates;
  say(`FLIP ${flip.toFixed(4)} (floor ${flipFloor!.toFixed(4)}), mean absolute error ${meanAbsolute.toFixed(4)}`);
  return { flip, flipFloor: flipFloor!, meanAbsolute, relMse };
}

function showProgress({ step, steps, evaluation, seconds, secondsLeft, size }: BakeProgress): void {
  const times = `${clock(seconds)} done, ${clock(secondsLeft)} left`;
  sayOver(`step ${step}/${steps}  loss ${evaluation.toFixed(4)}  latents ${size}²  ${times}`, step === steps);
}

function showChoosing({ step, steps, seeds }: ChoosingProgress): void {
  sayOver(`choosing a seed: step ${step}/${steps}, ${seeds} left`, step === steps);
}

/** On a terminal, in place of the line before. */
function sayOver(line: string, last: boolean): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}${last ? '\n' : ''}`);
  else say(line);
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function encodePng(width: number, height: number, rgba: Uint8Array): Uint8Array {
  const png = new PNG({ width, height });
  png.data = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  return PNG.sync.write(png, { colorType: 2, inputHasAlpha: true });
}

function say(text: string): void {
  console.log(text);
}
