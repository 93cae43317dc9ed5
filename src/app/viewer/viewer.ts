import type { DataTexture } from 'three';
import { type Gpu, openGpu } from '../../engine/device.ts';
import type { SceneMaterial } from '../../scene/sceneMaterial.ts';
import type { Material } from '../../materials/program.ts';
import { ASSET_MATERIALS } from '../assetManifest.ts';
import { ENVIRONMENT_NAMES, openEnvironment } from '../environments.ts';
import { exposureFor } from '../exposure.ts';
import type { FileSet } from '../fileSet.ts';
import { Latest } from '../latest.ts';
import { assetMaterial, type ShownMaterial } from '../materialSource.ts';
import type { Notices } from '../notices.ts';
import type { CameraRig } from './cameraRig.ts';
import type { ControlPanel } from './controlPanel.ts';
import { marks, setPageState } from './marks.ts';
import { MaterialSides } from './materialSides.ts';
import { openDropped } from './openDropped.ts';
import { DEMO_NAMES, gltfSubject, openSubject } from './openSubject.ts';
import { Renderer } from './renderer.ts';
import type { ResolutionScale } from './resolutionScale.ts';
import { Staging, type Subject } from './subject.ts';
import type { ViewState } from './viewState.ts';

/** The entry of the list that stands for a scene's own materials. */
export const OWN_MATERIALS: ShownMaterial = { name: 'own', title: 'As in the file' };

export interface ViewerParts {
  canvas: HTMLCanvasElement;
  state: ViewState;
  rig: CameraRig;
  scale: ResolutionScale;
  notices: Notices;
  /** Something on the page is to be drawn again: labels, veil, panel. */
  onChange: () => void;
}

/** Several losses in a row are no accident: the page then stops instead of trying for ever. */
const MAX_RECOVERIES = 3;

/** What the page shows: subject, environment and material, put on a device, and again on the next when one is lost. */
export class Viewer {
  renderer: Renderer | undefined;
  panel: ControlPanel | undefined;
  /** Counts what has changed in the image: who compares images begins anew with it. */
  revision = 0;
  readonly staging = new Staging();
  readonly sides: MaterialSides;
  /** False while the scene on the device is not the one chosen. */
  sceneReady = false;
  private readonly parts: ViewerParts;
  private readonly subjects = new Map<string, Subject>();
  private readonly environments = new Map<string, DataTexture>();
  private readonly materials = new Map<string, ShownMaterial>();
  private readonly changes = new Latest();
  private sceneMaterials: readonly SceneMaterial[] = [];
  private referenceStart: Promise<void> = Promise.resolve();

  constructor(parts: ViewerParts) {
    this.parts = parts;
    this.sides = new MaterialSides(parts.onChange);
    for (const asset of ASSET_MATERIALS) this.materials.set(asset.name, assetMaterial(asset));
  }

  get materialList(): ShownMaterial[] {
    const own = this.staging.current?.ownMaterials ? [OWN_MATERIALS] : [];
    return [...own, ...this.materials.values()];
  }

  get objectNames(): string[] {
    return [...new Set([...DEMO_NAMES, ...this.subjects.keys()])];
  }

  get environmentNames(): string[] {
    return [...new Set([...ENVIRONMENT_NAMES, ...this.environments.keys()])];
  }

  /**
   * Opens the device and everything chosen, the material too unless it comes later.
   * @throws GpuUnavailableError when there is no device to be had.
   */
  async start(withMaterial = true): Promise<void> {
    const chosen = Promise.all([this.openEnvironment(), this.openSubject()]);
    const [gpu] = await Promise.all([openGpu({ label: 'patina' }), chosen]);
    if (withMaterial) this.chooseMaterial();
    await this.useDevice(gpu);
  }

  /** A promise that the first neural image is on the screen: the reference's program compiles after it. */
  waitBeforeReference(ready: Promise<void>): void {
    this.referenceStart = ready;
  }

  async changeObject(): Promise<void> {
    const { state } = this.parts;
    await this.attempt('The object', async () => {
      await this.openSubject();
      if (!this.staging.current?.ownMaterials && state.material === OWN_MATERIALS.name) this.chooseFirstMaterial();
      await this.putScene();
    });
  }

  async changeMaterial(): Promise<void> {
    await this.attempt('The material', async () => {
      this.chooseMaterial();
      await this.putMaterials();
    });
  }

  async changeEnvironment(): Promise<void> {
    await this.attempt('The environment', async () => {
      await this.openEnvironment();
      this.relight();
    });
  }

  /** Shows a material that came from elsewhere than the list. */
  async showMaterial(shown: ShownMaterial): Promise<void> {
    this.materials.set(shown.name, shown);
    this.parts.state.material = shown.name;
    await this.changeMaterial();
  }

  /** Puts a neural material, such as one in training, beside the reference that is shown. */
  async showNeural(shown: ShownMaterial, neural: Material): Promise<void> {
    await this.attempt('The neural material', async () => {
      this.sides.setNeural(shown, neural);
      await this.putMaterials();
    });
  }

  /** Rotation, intensity or visibility of the environment. */
  relight(): void {
    const { state } = this.parts;
    this.staging.light(this.environments.get(state.environment), state);
    if (!this.renderer || !this.sceneReady) return;
    this.renderer.tracer.updateEnvironment(this.staging.environment([]));
    this.revision += 1;
  }

  async openFiles(files: FileSet): Promise<void> {
    const { state, notices, onChange } = this.parts;
    await this.attempt('The files', async () => {
      const dropped = await openDropped(files);
      for (const problem of dropped.problems) notices.add('error', problem);
      if (dropped.environment) {
        this.environments.set(dropped.environment.name, dropped.environment.texture);
        state.environment = dropped.environment.name;
        this.expose();
        this.relight();
      }
      if (dropped.material) {
        this.materials.set(dropped.material.name, dropped.material);
        state.material = dropped.material.name;
      }
      if (dropped.scene) {
        const subject = gltfSubject(dropped.scene);
        this.subjects.set(subject.name, subject);
        state.object = subject.name;
        if (!dropped.material) state.material = OWN_MATERIALS.name;
      }
      onChange();
      if (dropped.scene) await this.changeObject();
      else if (dropped.material) await this.changeMaterial();
    });
  }

  private async openEnvironment(): Promise<void> {
    const { state, notices } = this.parts;
    const name = state.environment;
    if (!this.environments.has(name)) this.environments.set(name, await openEnvironment(name));
    this.expose();
    this.staging.light(this.environments.get(state.environment), state);
    for (const warning of this.environmentWarnings()) notices.add('warning', warning);
  }

  private expose(): void {
    const { state } = this.parts;
    const texture = this.environments.get(state.environment);
    if (!texture) return;
    const { width, height } = texture.image;
    const data = texture.image.data as Float32Array;
    state.exposure = exposureFor({ width, height, data, rowsFromTop: texture.flipY });
  }

  private environmentWarnings(): string[] {
    const warnings: string[] = [];
    this.staging.environment(warnings);
    return warnings;
  }

  private async openSubject(): Promise<void> {
    const { state, notices, rig } = this.parts;
    const subject = this.subjects.get(state.object) ?? (await openSubject(state.object));
    state.object = subject.name;
    this.subjects.set(subject.name, subject);
    this.staging.set(subject);
    rig.frame(this.staging.bounds());
    for (const warning of subject.warnings) notices.add('warning', warning);
  }

  private chooseMaterial(): void {
    const { state, notices } = this.parts;
    if (state.material === OWN_MATERIALS.name && this.staging.current?.ownMaterials)
      return this.sides.choose(undefined);
    if (!this.materials.has(state.material)) {
      if (state.material) notices.add('error', `There is no material "${state.material}" here.`);
      this.chooseFirstMaterial();
    }
    this.sides.choose(this.materials.get(state.material));
  }

  private chooseFirstMaterial(): void {
    this.parts.state.material = this.materials.keys().next().value ?? '';
    this.sides.choose(this.materials.get(this.parts.state.material));
  }

  private async useDevice(gpu: Gpu): Promise<void> {
    const { canvas, scale, notices } = this.parts;
    marks.adapter = gpu.adapterName;
    marks.loseDevice = () => gpu.device.destroy();
    gpu.onError = (message) => {
      marks.errors.push(message);
      notices.add('error', `The graphics device reports: ${message}`);
    };
    const renderer = await Renderer.open(gpu, canvas, scale);
    this.renderer = renderer;
    void gpu.lost.then((info) => {
      if (this.renderer === renderer) void this.recover(info.message);
    });
    await this.putScene();
  }

  private async putScene(): Promise<void> {
    const { renderer, parts } = this;
    if (!renderer) return;
    this.sceneReady = false;
    const data = this.staging.flatten(parts.rig.camera);
    for (const warning of data.warnings) parts.notices.add('warning', warning);
    await renderer.setScene(data);
    this.sceneMaterials = data.materials;
    await this.putMaterials();
  }

  private async putMaterials(): Promise<void> {
    const { renderer, sides, parts } = this;
    if (!renderer) return;
    parts.onChange();
    await this.changes.run(async (isCurrent) => {
      const scene = { materials: this.sceneMaterials, ownMaterials: this.staging.current?.ownMaterials ?? false };
      const warnings: string[] = [];
      this.sceneReady = false; // the image of before stays until there is a new one
      setPageState('compiling');
      renderer.tracer.updateSplit({ enabled: false });
      await sides.show(sides.first, 'a', renderer, scene, warnings);
      if (!isCurrent()) return;
      this.sceneReady = true;
      this.revision += 1;
      setPageState('rendering');
      for (const warning of warnings) parts.notices.add('warning', warning);
      if (!sides.second) return;
      await this.referenceStart;
      if (isCurrent()) await sides.show(sides.second, 'b', renderer, scene, []);
      this.revision += 1;
    });
  }

  private async recover(message: string): Promise<void> {
    const { notices } = this.parts;
    this.renderer = undefined;
    this.sceneReady = false;
    this.changes.cancel();
    setPageState('lost');
    if (marks.recoveries >= MAX_RECOVERIES) {
      notices.add(
        'error',
        `The graphics device was lost ${marks.recoveries + 1} times (${message}). Reload the page to try again.`,
      );
      return;
    }
    notices.add('warning', `The graphics device was lost${message ? ` (${message})` : ''}; it is opened again.`);
    await this.attempt('The graphics device', async () => {
      await this.useDevice(await openGpu({ label: 'patina' }));
      marks.recoveries += 1;
    });
  }

  /** Runs a change; what goes wrong is shown, and the page goes on with what it has. */
  private async attempt(what: string, change: () => Promise<void>): Promise<void> {
    const renderer = this.renderer;
    try {
      await change();
    } catch (cause) {
      if (renderer && renderer !== this.renderer) return; // the device was lost under it; the recovery does it again
      marks.errors.push(String(cause));
      this.parts.notices.error(cause, what);
    } finally {
      this.parts.onChange();
    }
  }
}
