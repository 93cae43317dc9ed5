import type { Gpu } from '../../engine/device.ts';
import type { Material } from '../../materials/program.ts';
import { createShadeKernel } from '../../pathtracer/waveKernels.ts';
import type { SceneMaterial } from '../../scene/sceneMaterial.ts';
import { analyticMaterial } from '../../materials/analytic/analyticMaterial.ts';
import type { ReferenceMaterial } from '../layeredSource.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { ViewMode } from '../parameters.ts';
import type { Renderer } from './renderer.ts';
import { marks, setSideState, type SideState } from './marks.ts';

export type SideName = 'neural' | 'reference';

/** The path tracer's sides: the reference is left of the split, the neural material right of it. */
const LEFT = 'a';
const RIGHT = 'b';

/** What one scene shows: the chosen material on both sides of the split, the scene's own where it has its own. */
export class MaterialSides {
  readonly states: Record<SideName, SideState> = { neural: 'none', reference: 'none' };
  private shown: ShownMaterial | undefined;
  private readonly opened: { neural?: Material; reference?: ReferenceMaterial } = {};
  private early: { shown: ShownMaterial; neural: Promise<Material> } | undefined;
  /** Whether each side has its half; else one of them has the left one, and with it the whole image. */
  private halved = false;
  /** Counts what is asked for: what was asked before must not come after it. */
  private turn = 0;
  private readonly onState: () => void;

  /** `onState` is called whenever a side's state is another one. */
  constructor(onState: () => void) {
    this.onState = onState;
  }

  /**
   * Opens a neural side and compiles its program while device, environment and object still load: nothing on the page takes
   * longer. Resolves when the compiler has it, or there is none; what fails is told when it is to be shown.
   */
  async openEarly(shown: ShownMaterial, opening: Promise<Gpu>): Promise<void> {
    if (!shown.neural) return;
    const neural = shown.neural(opening);
    try {
      this.early = { shown, neural };
      const [gpu, { program }] = await Promise.all([opening, neural]);
      // Pipelines are kept by device: the path tracer will ask for this one.
      createShadeKernel(gpu, program).catch(() => undefined);
    } catch {
      this.early = undefined;
    }
  }

  /** Chooses a material; nothing is opened yet. Undefined: the scene's own. */
  choose(shown: ShownMaterial | undefined): void {
    this.turn += 1;
    this.shown = shown;
    delete this.opened.neural;
    delete this.opened.reference;
    this.setState('neural', shown?.neural ? 'loading' : 'none');
    this.setState('reference', shown?.reference ? 'waiting' : 'none');
  }

  /** Another neural material beside the same reference, which stays open: how a bake goes. */
  setNeural(shown: ShownMaterial, neural: Material): void {
    this.turn += 1;
    this.shown = shown;
    this.opened.neural = neural;
  }

  /** The side that is shown first, or alone: neural where there is one that works. */
  get first(): SideName | undefined {
    if (this.has('neural')) return 'neural';
    return this.has('reference') ? 'reference' : undefined;
  }

  /** The side that is compiled while the first is seen. */
  get second(): SideName | undefined {
    return this.has('neural') && this.has('reference') ? 'reference' : undefined;
  }

  /** The side that a view in this mode asks for and that is not ready, while the other is seen. */
  awaited(mode: ViewMode): SideName | undefined {
    if (!this.second) return undefined;
    if (mode !== 'neural' && this.states.reference !== 'ready') return 'reference';
    return mode !== 'reference' && this.states.neural !== 'ready' ? 'neural' : undefined;
  }

  /** Nothing of what is chosen can be seen. */
  get failed(): boolean {
    return this.shown !== undefined && this.first === undefined;
  }

  /** Name of the material that is chosen. */
  get title(): string | undefined {
    return this.shown?.title;
  }

  private has(side: SideName): boolean {
    return this.shown?.[side] !== undefined && this.states[side] !== 'failed';
  }

  /** The reference that is shown, once it is open. */
  get reference(): ReferenceMaterial | undefined {
    return this.opened.reference;
  }

  /** Both can be seen. */
  get both(): boolean {
    return this.states.neural === 'ready' && this.states.reference === 'ready';
  }

  /** What the renderer must split at `position`; while one side is awaited the other has the whole image. */
  split(position: number): { enabled: false } | { enabled: true; position: number } {
    if (!this.halved || this.states.neural !== 'ready') return { enabled: false };
    return { enabled: true, position: this.both ? position : 0 };
  }

  /** Shows one side, or the scene's own materials, over the whole image. */
  async showAlone(side: SideName | undefined, renderer: Renderer, scene: Scene): Promise<void> {
    this.turn += 1;
    this.halved = false;
    if (this.second) this.setState(this.second, 'waiting');
    await this.show(side, renderer, () => renderer.setMaterials(assign(scene, this.openedOf(side)), LEFT));
  }

  /** Puts the reference beside the neural material that is shown, which keeps the whole image until then. */
  async showReference(renderer: Renderer, scene: Scene): Promise<void> {
    await this.show('reference', renderer, async (isCurrent) => {
      await renderer.setMaterials(assign(scene, this.opened.neural), RIGHT);
      if (!isCurrent()) return;
      this.halved = true;
      renderer.tracer.updateSplit(this.split(0));
      await renderer.setMaterials(assign(scene, this.opened.reference), LEFT);
    });
  }

  /** Puts the neural material beside the reference that is shown, or in place of the one before. */
  async showNeural(renderer: Renderer, scene: Scene): Promise<void> {
    await this.show('neural', renderer, async (isCurrent) => {
      await renderer.setMaterials(assign(scene, this.opened.neural), RIGHT);
      if (isCurrent()) this.halved = true;
    });
  }

  /**
   * Opens a side's material, lets `put` hand it to the renderer and waits for its program. Called again after a lost
   * device or a new scene, it opens nothing twice.
   */
  private async show(
    side: SideName | undefined,
    renderer: Renderer,
    put: (isCurrent: () => boolean) => Promise<void>,
  ): Promise<void> {
    const { shown, turn } = this;
    const isCurrent = (): boolean => this.turn === turn;
    try {
      if (side && !this.opened[side]) {
        this.setState(side, 'loading');
        const material = await this.open(shown, side, renderer.gpu);
        // Another material may have been chosen meanwhile: this one must not end up under its name.
        if (!isCurrent()) return;
        Object.assign(this.opened, material);
      }
      if (side) this.setState(side, 'compiling');
      await put(isCurrent);
      if (!isCurrent()) return;
      for (const { label, compileMs } of renderer.tracer.status.programs) {
        if (compileMs !== undefined) marks.compileMs[label] = compileMs;
      }
      if (side) this.setState(side, 'ready');
    } catch (cause) {
      if (!isCurrent()) return;
      if (side) this.setState(side, 'failed');
      throw cause;
    }
  }

  private openedOf(side: SideName | undefined): Material | undefined {
    return side && this.opened[side];
  }

  private async open(shown: ShownMaterial | undefined, side: SideName, gpu: Gpu): Promise<typeof this.opened> {
    const { early } = this;
    if (side === 'neural') {
      this.early = undefined;
      return { neural: await (early && early.shown.neural === shown?.neural ? early.neural : shown?.neural?.(gpu)) };
    }
    return { reference: await shown?.reference?.() };
  }

  private setState(side: SideName, state: SideState): void {
    this.states[side] = state;
    setSideState(side, state);
    this.onState();
  }
}

export interface Scene {
  readonly materials: readonly SceneMaterial[];
  /** Neural materials that the scene brings along, by the key of the materials they stand for. */
  readonly neural: ReadonlyMap<string, Material>;
  /** False for a demo object: there only materials marked by a key are replaced. */
  readonly ownMaterials: boolean;
}

/** One material for each of the scene's, in its order. */
export function assign(scene: Scene, chosen: Material | undefined): Material[] {
  return scene.materials.map((own) => {
    if (chosen && (scene.ownMaterials || own.key !== undefined)) return chosen;
    const neural = own.key === undefined ? undefined : scene.neural.get(own.key);
    return neural ?? analyticMaterial(own);
  });
}
