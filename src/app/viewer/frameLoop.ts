import type { PassTimes } from '../../engine/profiler.ts';
import { cameraData } from '../../scene/cameraData.ts';
import type { CameraRig } from './cameraRig.ts';
import type { DifferenceView } from './differenceView.ts';
import { marks } from './marks.ts';
import type { Viewer } from './viewer.ts';
import { splitPosition, type ViewState } from './viewState.ts';

export interface LoopParts {
  viewer: Viewer;
  state: ViewState;
  rig: CameraRig;
  difference: DifferenceView;
  /** Whole image, device pixels. */
  imageSize: () => { width: number; height: number };
  /** Depth in focus, metres, and lens radius, metres. */
  lens: () => { aperture: number; focusDistance: number };
  onFrame: () => void;
  onDifference: (line: string) => void;
  onError: (cause: unknown) => void;
}

/** Every so many frames the passes are timed: timing every one would slow what it measures. */
const MEASURE_EVERY = 12;

/** The page's one loop: input, then rendering as far as a frame allows, then the screen. */
export class FrameLoop {
  /** Figures of the film under way. */
  samples = 0;
  seconds = 0;
  passes: PassTimes = {};
  private readonly parts: LoopParts;
  private revision = -1;
  private frames = 0;
  private presentAgain = false;
  private neuralSeen = false;
  /** The renderer that has the camera of now. */
  private cameraOf: unknown;
  /** The revision that failed to render: the image stops until something changes. */
  private failed: number | undefined;
  private announceNeural: () => void = () => undefined;
  /** Resolves once a neural image (or whatever is first) was on the screen. */
  readonly firstImage: Promise<void>;

  constructor(parts: LoopParts) {
    this.parts = parts;
    this.firstImage = new Promise((resolve) => (this.announceNeural = resolve));
  }

  /** Exposure or tone map changed: the film is drawn again, also when it is finished or paused. */
  showAgain(): void {
    this.presentAgain = true;
  }

  run(): void {
    let last = performance.now();
    const turn = async (now: number): Promise<void> => {
      const seconds = Math.min(0.1, Math.max(0, (now - last) / 1000));
      last = now;
      const { renderer } = this.parts.viewer;
      try {
        await this.turn(seconds, now);
      } catch (cause) {
        // A device that was lost in the middle of a frame is the recovery's affair.
        if (renderer && !(await this.parts.viewer.isGone(renderer))) this.fail(cause);
      }
      marks.turns += 1;
      requestAnimationFrame((next) => void turn(next));
    };
    requestAnimationFrame((now) => void turn(now));
  }

  private async turn(seconds: number, now: number): Promise<void> {
    const { viewer, state, rig, difference } = this.parts;
    const { width, height } = this.parts.imageSize();
    rig.setAspect(width / height);
    const moved = rig.update(seconds, now);
    const { renderer } = viewer;
    if (moved) this.cameraOf = undefined;
    if (this.failed !== viewer.revision || moved || this.presentAgain) this.failed = undefined;
    if (!renderer || !viewer.sceneReady || this.failed !== undefined) {
      Object.assign(marks, { samples: 0, finished: false });
      this.parts.onFrame();
      return;
    }
    const { tracer } = renderer;
    if (this.cameraOf !== renderer) {
      tracer.updateCamera(cameraData(rig.camera, this.parts.lens()));
      this.cameraOf = renderer;
      viewer.revision += 1;
    }
    this.applySettings(tracer);
    const { mode } = state;
    if (viewer.revision !== this.revision) {
      this.revision = viewer.revision;
      this.seconds = 0;
    }
    const moving = rig.moving(now);
    renderer.fit({ width, height }, moving);
    const done = tracer.samples >= tracer.settings.maxSamples;
    // What asks for it during this turn is drawn in the next.
    const again = this.presentAgain;
    this.presentAgain = false;
    if (state.paused && tracer.samples > 0 && !moving) {
      if (again) renderer.present();
    } else if (!done) {
      const measure = !moving && this.frames % MEASURE_EVERY === MEASURE_EVERY - 1;
      this.frames += 1;
      const start = performance.now();
      const withReference = viewer.sides.both && state.mode !== 'neural';
      const result = await renderer.frame({ moving, measure });
      this.seconds += (performance.now() - start) / 1000;
      if (result.passes) this.passes = result.passes;
      // The canvas keeps its image until a sample is whole, and while materials are exchanged under the film.
      if (result.samples > 0 && viewer.sceneReady) {
        renderer.present();
        await this.markFirst(renderer.gpu.device, withReference);
      }
    } else if (again) renderer.present();
    this.samples = tracer.samples;
    const finished = !moving && viewer.sceneReady && tracer.samples >= tracer.settings.maxSamples && !viewer.awaited;
    Object.assign(marks, {
      samples: this.samples,
      ...tracer.filmSize,
      view: mode,
      finished: finished && state.mode === mode,
    });
    if (state.mode === 'difference' && viewer.sides.both) {
      const line = await difference.collect(tracer);
      if (line) this.parts.onDifference(line);
    }
    this.parts.onFrame();
  }

  private applySettings(tracer: NonNullable<Viewer['renderer']>['tracer']): void {
    const { viewer, state, difference } = this.parts;
    const comparing = state.mode === 'difference' && viewer.sides.both;
    const begun = comparing && difference.follow(viewer.revision);
    if (!comparing) difference.hide();
    const limit = state.maxSamples > 0 ? state.maxSamples : Infinity;
    tracer.updateSettings({
      bounces: state.bounces,
      seed: state.seed,
      exposure: 2 ** state.exposure,
      toneMap: state.toneMap,
      maxSamples: comparing ? Math.min(difference.targetSamples, limit) : limit,
    });
    tracer.updateSplit(viewer.sides.split(comparing ? difference.position : splitPosition(state)));
    if (begun) tracer.reset();
  }

  /** Notes when the first pixels of each side were there, after the GPU has finished them. */
  private async markFirst(device: GPUDevice, withReference: boolean): Promise<void> {
    const { viewer } = this.parts;
    if (marks.firstReferencePixelMs === undefined && withReference) {
      await device.queue.onSubmittedWorkDone();
      marks.firstReferencePixelMs = performance.now();
    }
    if (this.neuralSeen) return;
    this.neuralSeen = true;
    await device.queue.onSubmittedWorkDone();
    if (viewer.sides.states.neural === 'ready') marks.firstPixelMs = performance.now();
    this.announceNeural();
  }

  private fail(cause: unknown): void {
    // The same error would come with every frame.
    this.failed = this.parts.viewer.revision;
    this.presentAgain = false;
    this.parts.onError(cause);
  }
}
