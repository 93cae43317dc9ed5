import type { Gpu } from '../../engine/device.ts';
import type { Material } from '../../materials/program.ts';
import type { SceneMaterial } from '../../scene/sceneMaterial.ts';
import { analyticMaterial } from '../../materials/analytic/analyticMaterial.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { Renderer } from './renderer.ts';
import { marks, setSideState, type SideState } from './marks.ts';

export type SideName = 'neural' | 'reference';

/** What one scene shows: the chosen material on both sides of the split, the scene's own where it has its own. */
export class MaterialSides {
  readonly states: Record<SideName, SideState> = { neural: 'none', reference: 'none' };
  private shown: ShownMaterial | undefined;
  private readonly opened: Partial<Record<SideName, Material>> = {};
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

  /** The side on the left, or alone: neural where there is one. */
  get first(): SideName | undefined {
    if (this.shown?.neural) return 'neural';
    return this.shown?.reference ? 'reference' : undefined;
  }

  get second(): SideName | undefined {
    return this.shown?.neural && this.shown.reference ? 'reference' : undefined;
  }

  material(side: SideName): Material | undefined {
    return this.opened[side];
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
    const open = side && shown?.[side];
    const isCurrent = (): boolean => this.shown === shown;
    try {
      if (side && open) this.opened[side] ??= await this.openSide(side, open, renderer.gpu, isCurrent);
      if (!isCurrent()) return;
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

  private async openSide(side: SideName, open: (gpu: Gpu) => Promise<Material>, gpu: Gpu, isCurrent: () => boolean) {
    this.setState(side, 'loading');
    const material = await open(gpu);
    // Another material was chosen meanwhile: what was opened must not end up under its name.
    return isCurrent() ? material : undefined;
  }

  private setState(side: SideName, state: SideState): void {
    this.states[side] = state;
    setSideState(side, state);
    this.onState();
  }
}

export interface Scene {
  readonly materials: readonly SceneMaterial[];
  /** False for a demo object: there only materials marked by a key are replaced. */
  readonly ownMaterials: boolean;
}

/** One material for each of the scene's, in its order. */
export function assign(scene: Scene, chosen: Material | undefined, warnings: string[]): Material[] {
  return scene.materials.map((own) => {
    const replaced = chosen && (scene.ownMaterials || own.key !== undefined);
    return replaced ? chosen : analyticMaterial(own, warnings);
  });
}
