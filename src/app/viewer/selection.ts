import type { DataTexture } from 'three';
import { UNIFORM_ENVIRONMENT } from '../environments.ts';
import { exposureFor } from '../exposure.ts';
import { Latest } from '../latest.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { Notices } from '../notices.ts';
import { DEFAULT_PARAMETERS } from '../parameters.ts';
import type { CameraRig } from './cameraRig.ts';
import { OWN_MATERIALS, type Catalogue } from './catalogue.ts';
import type { MaterialSides } from './materialSides.ts';
import type { Staging, Subject } from './subject.ts';
import type { ViewState } from './viewState.ts';

/** What is opened where something cannot be, in order; an even light needs nothing to be fetched. */
const INSTEAD = {
  environment: [DEFAULT_PARAMETERS.environment, UNIFORM_ENVIRONMENT],
  object: [DEFAULT_PARAMETERS.object],
};

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
  /** Name of the one that is shown. */
  private environmentName: string | undefined;
  private readonly environments = new Latest();
  private readonly subjects = new Latest();

  constructor(parts: SelectionParts) {
    this.parts = parts;
  }

  /** An address may name what is not there, and the network may be away: that is said, and the page opens all the same. */
  async openOrDefault(what: 'environment' | 'object'): Promise<void> {
    const { state, notices } = this.parts;
    const open = () => (what === 'environment' ? this.openEnvironment() : this.openSubject());
    try {
      await open();
    } catch (cause) {
      const next = INSTEAD[what][INSTEAD[what].indexOf(state[what]) + 1];
      notices.error(cause, next === undefined ? `There is no ${what}` : `${next} is shown instead`);
      if (next === undefined) return;
      state[what] = next;
      await this.openOrDefault(what);
    }
  }

  /**
   * @param fits  rejects for a panorama that the device cannot hold
   * @throws where it cannot be opened or does not fit; what was there before stays.
   */
  async openEnvironment(fits?: (size: { width: number; height: number }) => Promise<void>): Promise<void> {
    const { state, notices, catalogue, staging } = this.parts;
    const name = state.environment;
    const open = async () => {
      const environment = await catalogue.environment(name);
      const { width, height } = environment.image;
      await fits?.({ width, height });
      return environment;
    };
    const environment = await this.environments.open(open).catch((cause: unknown) => {
      if (this.environmentName !== undefined) state.environment = this.environmentName;
      throw cause;
    });
    if (!environment) return;
    this.environment = environment;
    this.environmentName = name;
    this.relight();
    const warnings: string[] = [];
    const { map } = staging.environment(warnings);
    state.exposure = exposureFor(map);
    for (const warning of warnings) notices.add('warning', warning);
  }

  /** Shows an even light in place of an environment that the device cannot hold. */
  async openEvenLight(): Promise<void> {
    this.parts.state.environment = UNIFORM_ENVIRONMENT;
    await this.openEnvironment();
  }

  /** Shows what was shown before, in the material of then. */
  putBack(subject: Subject, material: string): void {
    const { state, rig, staging } = this.parts;
    staging.set(subject, rig.camera);
    state.object = subject.name;
    state.material = material;
    rig.frame(staging.bounds());
    this.chooseMaterial();
  }

  /** Rotation, intensity or visibility of the environment. */
  relight(): void {
    this.parts.staging.light(this.environment, this.parts.state);
  }

  /** @throws where it cannot be opened or is malformed; what was there before stays. */
  async openSubject(): Promise<void> {
    const { state, notices, rig, catalogue, staging } = this.parts;
    const before = staging.current?.name;
    try {
      const subject = await this.subjects.open(() => catalogue.subject(state.object));
      if (!subject) return;
      staging.set(subject, rig.camera);
      state.object = subject.name;
      rig.frame(staging.bounds());
      for (const warning of subject.warnings) notices.add('warning', warning);
    } catch (cause) {
      if (before !== undefined) state.object = before;
      throw cause;
    }
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
    sides.choose(chosen?.reference && state.subsurface === 'walk' ? walking(chosen) : chosen);
  }
}

/** Its reference with light that walks through the mesh. */
function walking(material: ShownMaterial): ShownMaterial {
  return { ...material, reference: (below) => material.reference!({ subsurface: 'walk', ...below }) };
}
