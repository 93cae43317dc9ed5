import type { Gpu } from '../../engine/device.ts';
import type { Material } from '../../materials/program.ts';
import type { SceneMaterial } from '../../scene/sceneMaterial.ts';
import { analyticMaterial } from '../../materials/analytic/analyticMaterial.ts';
import type { ReferenceMaterial } from '../layeredSource.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { Renderer } from './renderer.ts';
import { marks, setSideState, type SideState } from './marks.ts';

export type SideName = 'neural' | 'reference';

/** What one scene shows: the chosen material on both sides of the split, the scene's own where it has its own. */
export class MaterialSides {
  readonly states: Record<SideName, SideState> = { neural: 'none', reference: 'none' };
  private shown: ShownMaterial | undefined;
  private readonly opened: { neural?: Material; reference?: ReferenceMaterial } = {};
  private readonly onState: () => void;

  /** `onState` is called whenever a side's state is another one. */
  constructor(onState: () => void) {
    this.onState = onState;
  }

  /** Chooses a material; nothing is opened yet. Undefined: the scene's own. */
  choose(shown: ShownMaterial | undefined): void {
    this.shown = shown;
    delete this.opened.neural;
    delete this.opened.reference;
    this.setState('neural', shown?.neural ? 'loading' : 'none');
    this.setState('reference', shown?.reference ? 'loading' : 'none');
  }

  /** Another neural material beside the same reference, which stays open: how a bake goes. */
  setNeural(shown: ShownMaterial, neural: Material): void {
    this.shown = shown;
    this.opened.neural = neural;
  }

  /** The side on the left, or alone: neural where there is one that works. */
  get first(): SideName | undefined {
    if (this.has('neural')) return 'neural';
    return this.has('reference') ? 'reference' : undefined;
  }

  get second(): SideName | undefined {
    return this.has('neural') && this.has('reference') ? 'reference' : undefined;
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

  /**
   * Opens a side's material, hands it to the renderer and waits for its program. Called again after a lost device or a
   * new scene, it opens nothing twice.
   */
  async show(
    side: SideName | undefined,
    slot: 'a' | 'b',
    renderer: Renderer,
    scene: Scene,
    warnings: string[],
  ): Promise<void> {
    const { shown } = this;
    const isCurrent = (): boolean => this.shown === shown;
    try {
      if (side && !this.opened[side]) {
        this.setState(side, 'loading');
        const material = await this.open(shown, side, renderer.gpu);
        // Another material may have been chosen meanwhile: this one must not end up under its name.
        if (!isCurrent()) return;
        Object.assign(this.opened, material);
      }
      if (side) this.setState(side, 'compiling');
      const chosen = side && this.opened[side];
      await renderer.setMaterials(assign(scene, chosen, warnings), slot);
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

  private async open(shown: ShownMaterial | undefined, side: SideName, gpu: Gpu): Promise<typeof this.opened> {
    if (side === 'neural') return { neural: await shown?.neural?.(gpu) };
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
export function assign(scene: Scene, chosen: Material | undefined, warnings: string[]): Material[] {
  return scene.materials.map((own) => {
    if (chosen && (scene.ownMaterials || own.key !== undefined)) return chosen;
    const neural = own.key === undefined ? undefined : scene.neural.get(own.key);
    return neural ?? analyticMaterial(own, warnings);
  });
}
