import type { DataTexture } from 'three';
import { exposureFor } from '../exposure.ts';
import type { Notices } from '../notices.ts';
import { DEFAULT_PARAMETERS } from '../parameters.ts';
import type { CameraRig } from './cameraRig.ts';
import { OWN_MATERIALS, type Catalogue } from './catalogue.ts';
import { marks } from './marks.ts';
import type { MaterialSides } from './materialSides.ts';
import type { Staging } from './subject.ts';
import type { ViewState } from './viewState.ts';

export interface SelectionParts {
  state: ViewState;
  notices: Notices;
  rig: CameraRig;
  catalogue: Catalogue;
  staging: Staging;
  sides: MaterialSides;
}

/** Opens what the state names: environment, subject and material, on no device yet. */
export class Selection {
  private readonly parts: SelectionParts;
  private environment: DataTexture | undefined;

  constructor(parts: SelectionParts) {
    this.parts = parts;
  }

  /** An address may name what is not there: that is said, and the page opens all the same. */
  async openOrDefault(what: 'environment' | 'object'): Promise<void> {
    const { state, notices } = this.parts;
    const open = () => (what === 'environment' ? this.openEnvironment() : this.openSubject());
    const name = state[what];
    try {
      await open();
    } catch (cause) {
      if (name === DEFAULT_PARAMETERS[what]) throw cause;
      marks.errors.push(String(cause));
      notices.error(cause, `${DEFAULT_PARAMETERS[what]} is shown instead`);
      state[what] = DEFAULT_PARAMETERS[what];
      await open();
    }
  }

  async openEnvironment(): Promise<void> {
    const { state, notices, catalogue, staging } = this.parts;
    this.environment = await catalogue.environment(state.environment);
    const { image, flipY } = this.environment;
    const { width, height } = image;
    state.exposure = exposureFor({ width, height, data: image.data as Float32Array, rowsFromTop: flipY });
    this.relight();
    const warnings: string[] = [];
    staging.environment(warnings);
    for (const warning of warnings) notices.add('warning', warning);
  }

  /** Rotation, intensity or visibility of the environment. */
  relight(): void {
    this.parts.staging.light(this.environment, this.parts.state);
  }

  async openSubject(): Promise<void> {
    const { state, notices, rig, catalogue, staging } = this.parts;
    const subject = await catalogue.subject(state.object);
    state.object = subject.name;
    staging.set(subject);
    rig.frame(staging.bounds());
    for (const warning of subject.warnings) notices.add('warning', warning);
  }

  /** Chooses what the state names, else the first there is, and says so. */
  chooseMaterial(): void {
    const { state, notices, catalogue, staging, sides } = this.parts;
    const own = state.material === OWN_MATERIALS.name;
    if (own && staging.current?.ownMaterials) {
      sides.choose(undefined);
      return;
    }
    const named = catalogue.material(state.material);
    if (!named && state.material && !own) notices.add('error', `There is no material "${state.material}" here.`);
    const chosen = named ?? catalogue.materialList[0];
    state.material = chosen?.name ?? '';
    sides.choose(chosen);
  }
}
