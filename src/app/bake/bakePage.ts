import type { AnalyticCoat } from '../../materials/neural/analyticCoat.ts';
import { decoderSpec } from '../../materials/neural/decoderSpec.ts';
import type { BakeProgress } from '../../training/bake.ts';
import type { TrainedNetworks, Trainer } from '../../training/trainer.ts';
import { extensionOf, FileSet } from '../fileSet.ts';
import { Latest } from '../latest.ts';
import type { ReferenceMaterial } from '../layeredSource.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { Notices } from '../notices.ts';
import { openDropped } from '../viewer/openDropped.ts';
import type { Viewer } from '../viewer/viewer.ts';
import type { ViewState } from '../viewer/viewState.ts';
import type { BakePanel } from './bakePanel.ts';
import type { BakeChoice } from './bakeSettings.ts';
import { FinishedBakes, resultRows, type FinishedBake } from './finishedBakes.ts';
import { PauseGate } from './pauseGate.ts';
import { previewMaterial } from './previewMaterial.ts';
import { runBake } from './runBake.ts';
import { CHECKPOINT_EXTENSION, stoppedBake, type StoppedBake } from './stoppedBake.ts';
import { StoppedBakes } from './stoppedBakes.ts';

export interface BakePageParts {
  viewer: Viewer;
  panel: BakePanel;
  notices: Notices;
  state: ViewState;
  /** What the list offers from the start. */
  materials: readonly ShownMaterial[];
}

/** A look at the material in training this often: it costs a read-back and some frames. */
const PREVIEW_MS = 6000;
/** Samples a preview gets before the GPU belongs to the training again. */
const PREVIEW_SAMPLES = 8;

/** One material at a time: opened, baked, looked at, saved. */
export class BakePage {
  private readonly parts: BakePageParts;
  private readonly gate = new PauseGate();
  /** As it was chosen, and as it is shown: without a neural side, under the layering of the panel. */
  private chosen: ShownMaterial | undefined;
  private source: ShownMaterial | undefined;
  private reference: ReferenceMaterial | undefined;
  private running: AbortController | undefined;
  private readonly finished = new FinishedBakes();
  private readonly stopped = new StoppedBakes();
  /** As they came: the viewer's catalogue has those that were opened, under the layering of then. */
  private readonly offered = new Map<string, ShownMaterial>();
  private lastPreview = 0;
  /** Samples the image gets while nothing is trained. */
  private readonly restSamples: number;
  private looking = false;
  private readonly drops = new Latest();

  constructor(parts: BakePageParts) {
    this.parts = parts;
    this.restSamples = parts.state.maxSamples;
    for (const material of parts.materials) this.offered.set(material.name, material);
  }

  /** One of the list, which a drop that is still being read does not override. */
  async choose(name: string): Promise<void> {
    const material = this.offered.get(name);
    if (!material) return this.parts.notices.add('error', `There is no material "${name}" here.`);
    this.drops.cancel();
    await this.open(material);
  }

  async openFiles(files: FileSet): Promise<void> {
    const { notices, panel } = this.parts;
    const isCheckpoint = (path: string): boolean => extensionOf(path) === CHECKPOINT_EXTENSION;
    const checkpoint = files.paths.find(isCheckpoint);
    const rest = new FileSet(files.paths.filter((path) => !isCheckpoint(path)).map((path) => [path, files.get(path)!]));
    if (checkpoint !== undefined && rest.paths.length === 0) return this.openCheckpoint(checkpoint, files);
    const opened = this.running ? undefined : await this.drops.open(() => openDropped(rest));
    if (this.running) notices.add('warning', 'A bake is running: cancel it to open something else.');
    if (!opened || this.running) return;
    const { materials, problems } = opened;
    for (const problem of problems) notices.add('error', problem);
    const references = materials.filter(({ reference }) => reference !== undefined);
    for (const one of references) {
      this.offered.set(one.name, one);
      panel.list(one);
    }
    const [material] = references;
    if (material) await this.open(material);
    else if (problems.length === 0)
      notices.add('error', 'Drop a MaterialX document (.mtlx) with its images to bake it.');
    if (material && checkpoint !== undefined) await this.openCheckpoint(checkpoint, files);
  }

  /** A bake of the material that is open, to be gone on with. */
  private async openCheckpoint(path: string, files: FileSet): Promise<void> {
    const { notices, panel, viewer } = this.parts;
    const { source } = this;
    if (this.running) return notices.add('warning', 'A bake is running: cancel it to open something else.');
    if (!source || !this.reference)
      return notices.add('error', `${path}: open the material that it is a bake of, then drop it again.`);
    const bytes = new Uint8Array(await files.get(path)!.arrayBuffer());
    try {
      this.stopped.add(stoppedBake(bytes, source, panel.choice));
    } catch (cause) {
      return notices.error(cause, path);
    }
    // What is done and not saved is offered as an earlier bake.
    this.finished.leave();
    if (viewer.gone) return this.showGone();
    this.offerKept();
    panel.show('ready', `${path} can be gone on with.`);
  }

  /** Shows the reference; only one that compiles can be baked. */
  async open(source: ShownMaterial): Promise<void> {
    const { panel, viewer } = this.parts;
    panel.showChosen(source);
    panel.show('opening');
    panel.showCoat(false);
    panel.begin();
    this.finished.leave();
    this.reference = undefined;
    const { layering } = panel.choice;
    this.chosen = source;
    const shown = { ...source, layering, neural: undefined, reference: () => source.reference!({ layering }) };
    this.source = shown;
    this.offerKept();
    try {
      await viewer.whenOpen();
      await viewer.showMaterial(shown);
      // A device that was lost meanwhile shows it again when it is back.
      await viewer.whenOpen();
    } catch {
      return this.showGone();
    }
    // Another may have been chosen meanwhile: what follows is for that one to say.
    if (this.source !== shown) return;
    const { states, reference } = viewer.sides;
    if (states.reference !== 'ready' || !reference)
      return panel.show('empty', 'This document cannot be baked: see the message.');
    if (reference.program.transmits ?? reference.program.seeThrough)
      return panel.show(
        'empty',
        'This material lets light through. A network learns what a surface reflects: it cannot be baked.',
      );
    this.reference = reference;
    panel.showCoat(reference.kept !== undefined);
    panel.show('ready');
  }

  /** Opens the material again under the layering that the panel says. */
  async reopen(): Promise<void> {
    if (this.chosen) await this.open(this.chosen);
  }

  /** @param stopped  goes on with this one */
  async bake(stopped?: StoppedBake): Promise<void> {
    const { panel, notices, viewer, state } = this.parts;
    const { reference, source } = this;
    if (!reference || !source || !viewer.renderer || this.running) return;
    const { choice } = stopped ?? panel;
    let kept: Uint8Array<ArrayBuffer> | undefined;
    const running = new AbortController();
    this.running = running;
    panel.begin();
    panel.show('compiling');
    state.maxSamples = PREVIEW_SAMPLES;
    this.lastPreview = performance.now();
    try {
      const baked = await runBake({
        viewer,
        notices,
        reference,
        choice,
        stopped,
        signal: running.signal,
        whilePaused: () => this.gate.whilePaused(),
        onPhase: (phase) => {
          // A device that was lost in a pause leaves it a pause.
          const training = this.gate.paused ? 'paused' : 'compiling';
          panel.show(phase === 'fallback' ? 'fallback' : training);
        },
        onProgress: (progress, trainer, coat) => this.progress(progress, trainer, choice, coat),
        onKept: (bytes) => (kept = bytes),
      });
      this.stopped.remove(stopped);
      this.finished.add({ ...baked, source, fileName: this.finished.nameFor(source) });
      this.offerKept();
      await this.showFinished(this.finished.current!);
    } catch (cause) {
      const cancelled = running.signal.aborted;
      if (!cancelled) notices.error(cause, `Baking ${source.title}`);
      this.stopped.remove(stopped);
      await this.showStopped(kept ? stoppedBake(kept, source, choice) : stopped, source, cancelled);
    } finally {
      this.running = undefined;
      this.gate.resume();
      state.maxSamples = this.restSamples;
    }
  }

  /** Goes on with the bake that was stopped. */
  async goOn(): Promise<void> {
    const stopped = this.stopped.of(this.source);
    if (stopped) await this.bake(stopped);
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

  /** A finished bake as a file: the one that is shown, or an earlier one by its name. */
  async file(name?: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; fileName: string }> {
    const { current, earlier } = this.finished;
    const bake = name === undefined ? current : earlier.find(({ fileName }) => fileName === name);
    if (!bake) throw new Error('nothing is baked yet');
    const { writeNeuralMaterial } = await import('../../materials/neural/neuralFile.ts');
    const bytes = writeNeuralMaterial(bake.asset);
    this.finished.saved(bake);
    this.offerKept();
    return { bytes, fileName: bake.fileName };
  }

  /** The bake that was stopped, as a file that this page opens. */
  checkpoint(): { bytes: Uint8Array<ArrayBuffer>; fileName: string } {
    const stopped = this.stopped.of(this.source);
    if (!stopped) throw new Error('no bake was stopped');
    stopped.unsaved = false;
    const fileName = this.finished.nameFor(stopped.source).replace(/glb$/, CHECKPOINT_EXTENSION);
    return { bytes: stopped.checkpoint, fileName };
  }

  /** Leaving the page now would lose a bake. */
  get holdsWork(): boolean {
    return this.running !== undefined || this.finished.holdsWork || this.stopped.holdsWork;
  }

  /** There is no graphics device any more; the page says why. */
  showGone(): void {
    this.finished.leave();
    this.offerKept();
    this.parts.panel.show('empty', 'There is no graphics device. What is baked can still be saved.');
  }

  /** What the panel offers beside the bake of what is open. */
  private offerKept(): void {
    this.parts.panel.offer(
      this.finished.earlier.map(({ fileName }) => fileName),
      this.stopped.of(this.source),
    );
  }

  private async showStopped(bake: StoppedBake | undefined, source: ShownMaterial, cancelled: boolean): Promise<void> {
    const { panel } = this.parts;
    // Before its first step there is nothing to go on with.
    const begun = bake && bake.step > 0 ? bake : undefined;
    if (begun) this.stopped.add({ ...begun, unsaved: !cancelled });
    this.offerKept();
    const where = begun ? ` after step ${begun.step} of ${begun.steps}: it can be gone on with.` : '.';
    const words = `${cancelled ? 'Cancelled' : 'Stopped'}${where}`;
    const { current } = this.finished;
    if (current?.source === source)
      await this.showFinished(current, `${words} The bake before it is still here to download.`);
    else if (this.parts.viewer.gone) this.showGone();
    else panel.show('ready', words);
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
