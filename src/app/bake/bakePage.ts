import type { AnalyticCoat } from '../../materials/neural/analyticCoat.ts';
import { decoderSpec } from '../../materials/neural/decoderSpec.ts';
import type { BakeProgress } from '../../training/bake.ts';
import type { BakedMaterial } from '../../training/bakedMaterial.ts';
import type { TrainedNetworks, Trainer } from '../../training/trainer.ts';
import { PATINA_VERSION } from '../../version.ts';
import type { FileSet } from '../fileSet.ts';
import { Latest } from '../latest.ts';
import type { ReferenceMaterial } from '../layeredSource.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { Notices } from '../notices.ts';
import { marks } from '../viewer/marks.ts';
import { openDropped } from '../viewer/openDropped.ts';
import type { Viewer } from '../viewer/viewer.ts';
import type { ViewState } from '../viewer/viewState.ts';
import type { BakePanel } from './bakePanel.ts';
import type { BakeChoice } from './bakeSettings.ts';
import { encodePng } from './encodePng.ts';
import { PauseGate } from './pauseGate.ts';
import { previewMaterial } from './previewMaterial.ts';
import { throughLosses } from './throughLosses.ts';

export interface BakePageParts {
  viewer: Viewer;
  panel: BakePanel;
  notices: Notices;
  state: ViewState;
}

/** A look at the material in training this often: it costs a read-back and some frames. */
const PREVIEW_MS = 6000;
/** A device that is lost costs no more of a bake than this. */
const CHECKPOINT_SECONDS = 20;
/** Samples a preview gets before the GPU belongs to the training again. */
const PREVIEW_SAMPLES = 8;

/** What Download gives, and how it came about. */
interface FinishedBake extends BakedMaterial {
  readonly source: ShownMaterial;
  readonly fileName: string;
  readonly choice: BakeChoice;
  readonly adapter: string;
  /** It was downloaded. */
  saved?: true;
}

/** One material at a time: opened, baked, looked at, saved. */
export class BakePage {
  private readonly parts: BakePageParts;
  private readonly gate = new PauseGate();
  /** As it was chosen, and as it is shown: without a neural side, under the layering of the panel. */
  private chosen: ShownMaterial | undefined;
  private source: ShownMaterial | undefined;
  private reference: ReferenceMaterial | undefined;
  private running: AbortController | undefined;
  private finished: FinishedBake | undefined;
  private lastPreview = 0;
  /** Samples the image gets while nothing is trained. */
  private readonly restSamples: number;
  private looking = false;
  private readonly drops = new Latest();

  constructor(parts: BakePageParts) {
    this.parts = parts;
    this.restSamples = parts.state.maxSamples;
  }

  async openFiles(files: FileSet): Promise<void> {
    const { notices, panel, viewer } = this.parts;
    const opened = this.running ? undefined : await this.drops.open(() => openDropped(files));
    if (this.running) notices.add('warning', 'A bake is running: cancel it to open something else.');
    if (!opened || this.running) return;
    const { materials, problems } = opened;
    for (const problem of problems) notices.add('error', problem);
    const [material, ...others] = materials.filter(({ reference }) => reference !== undefined);
    for (const other of others) {
      viewer.catalogue.addMaterial(other);
      panel.list(other);
    }
    if (material) await this.open(material);
    else if (problems.length === 0)
      notices.add('error', 'Drop a MaterialX document (.mtlx) with its images to bake it.');
  }

  /** Shows the reference; only one that compiles can be baked. */
  async open(source: ShownMaterial): Promise<void> {
    const { panel, viewer } = this.parts;
    panel.showChosen(source);
    panel.show('opening');
    panel.showCoat(false);
    panel.begin();
    // What is not downloaded yet stays to be.
    if (this.finished?.saved) this.finished = undefined;
    panel.keep(this.finished?.fileName);
    this.reference = undefined;
    const { layering } = panel.choice;
    this.chosen = source;
    const shown = { ...source, layering, neural: undefined, reference: () => source.reference!({ layering }) };
    this.source = shown;
    await viewer.whenOpen();
    await viewer.showMaterial(shown);
    // A device that was lost meanwhile shows it again when it is back.
    await viewer.whenOpen();
    // Another may have been chosen meanwhile: what follows is for that one to say.
    if (this.source !== shown) return;
    this.reference = viewer.sides.reference;
    panel.showCoat(this.reference?.kept !== undefined);
    const program = this.reference?.program;
    if (viewer.sides.states.reference !== 'ready' || !program)
      panel.show('empty', 'This document cannot be baked: see the message.');
    else if (program.transmits ?? program.seeThrough)
      panel.show(
        'empty',
        'This material lets light through. A network learns what a surface reflects: it cannot be baked.',
      );
    else panel.show('ready');
  }

  /** Opens the material again under the layering that the panel says. */
  async reopen(): Promise<void> {
    if (this.chosen) await this.open(this.chosen);
  }

  async bake(): Promise<void> {
    const { panel, notices, viewer, state } = this.parts;
    const { reference, source } = this;
    if (!reference || !source || !viewer.renderer || this.running) return;
    const { choice } = panel;
    const running = new AbortController();
    this.running = running;
    panel.begin();
    panel.show('compiling');
    state.maxSamples = PREVIEW_SAMPLES;
    this.lastPreview = performance.now();
    try {
      const { bakeMaterial } = await import('../../training/bakedMaterial.ts');
      const { AVERAGED_TRAINING } = await import('../../training/settings.ts');
      const kept = choice.keepCoat ? reference.kept : undefined;
      const { exceeds, ...origin } = await reference.origin(choice.size, kept !== undefined);
      const options = {
        reference,
        ...(kept && { kept }),
        spec: decoderSpec(choice.decoder),
        settings: {
          size: choice.size,
          seed: choice.seed,
          ...(!choice.levels && { levels: 1 }),
          ...(exceeds && AVERAGED_TRAINING),
        },
        seconds: choice.seconds,
        name: reference.name,
        origin: { ...origin, generator: `patina ${PATINA_VERSION}` },
        encodePng,
        signal: running.signal,
        whilePaused: () => this.gate.whilePaused(),
        onPhase: (phase: 'training' | 'fallback') => {
          // A device that was lost in a pause leaves it a pause.
          const training = this.gate.paused ? 'paused' : 'compiling';
          panel.show(phase === 'fallback' ? 'fallback' : training);
        },
        onProgress: (progress: BakeProgress, trainer: Trainer) => this.progress(progress, trainer, choice, kept?.coat),
      };
      let adapter = '';
      const baked = await throughLosses(
        viewer,
        notices,
        1000 * Math.min(CHECKPOINT_SECONDS, choice.seconds / 5),
        (gpu, more) => {
          adapter = gpu.adapterName;
          return bakeMaterial({ ...options, ...more, gpu });
        },
      );
      this.finished = { ...baked, choice, adapter, source, fileName: fileNameOf(source) };
      await this.showFinished(this.finished);
    } catch (cause) {
      const cancelled = running.signal.aborted;
      if (!cancelled) {
        marks.errors.push(String(cause));
        notices.error(cause, `Baking ${source.title}`);
      }
      if (this.finished?.source === source) {
        const before = 'The bake before it is still here to download.';
        await this.showFinished(this.finished, cancelled ? `Cancelled. ${before}` : before);
      } else if (cancelled) panel.show('ready', 'Cancelled. Nothing was kept.');
      else panel.show('ready');
    } finally {
      this.running = undefined;
      this.gate.resume();
      state.maxSamples = this.restSamples;
    }
  }

  pause(): void {
    if (!this.running) return;
    this.gate.pause();
    this.parts.state.maxSamples = this.restSamples; // the GPU is free for the image
    this.parts.panel.show('paused');
  }

  resume(): void {
    this.gate.resume();
    this.parts.state.maxSamples = PREVIEW_SAMPLES;
    this.parts.panel.show('baking');
  }

  cancel(): void {
    this.running?.abort(new Error('cancelled'));
    this.gate.resume();
  }

  /** The last finished bake as a file. */
  async file(): Promise<{ bytes: Uint8Array<ArrayBuffer>; fileName: string }> {
    const { finished } = this;
    if (!finished) throw new Error('nothing is baked yet');
    const { writeNeuralMaterial } = await import('../../materials/neural/neuralFile.ts');
    const bytes = writeNeuralMaterial(finished.asset);
    finished.saved = true;
    return { bytes, fileName: finished.fileName };
  }

  /** Leaving the page now would lose a bake. */
  get holdsWork(): boolean {
    return this.running !== undefined || (this.finished !== undefined && !this.finished.saved);
  }

  private async showFinished(finished: FinishedBake, words?: string): Promise<void> {
    const { panel } = this.parts;
    await this.look(finished.result.networks, finished.choice, finished.asset.coat);
    panel.showMetrics(resultRows(finished));
    panel.show('done', words);
  }

  private async progress(
    progress: BakeProgress,
    trainer: Trainer,
    choice: BakeChoice,
    coat: AnalyticCoat | undefined,
  ): Promise<void> {
    const { panel } = this.parts;
    const { step, steps, evaluation, sampler } = progress;
    if (!this.gate.paused) panel.show('baking');
    panel.chart.setSteps(steps);
    panel.chart.add('decoder', { step, loss: evaluation });
    if (sampler !== undefined) panel.chart.add('sampler', { step, loss: sampler });
    panel.showProgress(progress);
    if (performance.now() - this.lastPreview < PREVIEW_MS) return;
    this.lastPreview = performance.now();
    if (this.looking) return;
    const networks = await trainer.read();
    // The training goes on while the first look compiles its program.
    this.looking = true;
    void this.look(networks, choice, coat).finally(() => (this.looking = false));
  }

  private async look(networks: TrainedNetworks, choice: BakeChoice, coat: AnalyticCoat | undefined): Promise<void> {
    const { viewer } = this.parts;
    const { source } = this;
    const f16 = viewer.renderer?.gpu.features.fastF16 ?? false;
    if (!source) return;
    // What goes wrong is shown by the viewer: a failed look does not end a bake.
    const neural = previewMaterial(networks, decoderSpec(choice.decoder), coat, f16);
    await viewer.showNeural({ ...source, neural: () => Promise.resolve(neural) }, neural);
  }
}

function fileNameOf({ name }: ShownMaterial): string {
  const stem = (name.split('/').at(-1) ?? '').replace(/\.mtlx$/i, '');
  return `${stem || 'material'}.glb`;
}

function resultRows({ asset, result, adapter }: FinishedBake): [string, string][] {
  const { settings, losses, seconds } = result;
  return [
    ['Steps', String(settings.steps)],
    ['Training time', `${seconds.toFixed(1)} s`],
    ['Loss, decoder', losses.evaluation.toPrecision(4)],
    ['Loss, sampler', losses.sampler === undefined ? 'none' : losses.sampler.toPrecision(4)],
    ['Adapter', adapter],
    ...asset.provenance.notes.map((note): [string, string] => ['Note', note]),
  ];
}
