import { type Gpu, openGpu } from '../../engine/device.ts';
import { neuralMaterial } from '../../materials/neural/neuralMaterial.ts';
import type { Material } from '../../materials/program.ts';
import { createWaveKernels } from '../../pathtracer/waveKernels.ts';
import { checkEnvironmentFits } from '../../scene/gpuEnvironment.ts';
import type { SceneData } from '../../scene/sceneData.ts';
import type { FileSet } from '../fileSet.ts';
import { Latest } from '../latest.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { Notices } from '../notices.ts';
import { DEFAULT_PARAMETERS } from '../parameters.ts';
import { Activity } from './activity.ts';
import type { CameraRig } from './cameraRig.ts';
import { Devices } from './devices.ts';
import { Catalogue, OWN_MATERIALS } from './catalogue.ts';
import { DroppedFiles, type Choice } from './droppedFiles.ts';
import type { DeviceGoneError } from './losses.ts';
import { setPageState } from './marks.ts';
import { MaterialSides, type Scene, type SideName } from './materialSides.ts';
import type { Renderer } from './renderer.ts';
import type { ResolutionScale } from './resolutionScale.ts';
import { Selection } from './selection.ts';
import { Staging, type Subject } from './subject.ts';
import type { ViewState } from './viewState.ts';

export interface ViewerParts {
  canvas: HTMLCanvasElement;
  state: ViewState;
  rig: CameraRig;
  scale: ResolutionScale;
  notices: Notices;
  /** Something on the page is to be drawn again: labels, veil, panel. */
  onChange: () => void;
  /** There is no device, and there will be none. */
  onGone: (cause: unknown) => void;
}

/** What the page shows: subject, environment and material, put on a device, and again on the next when one is lost. */
export class Viewer {
  /** Counts what has changed in the image: who compares images begins anew with it. */
  revision = 0;
  /** False while the scene on the device is not the one chosen. */
  sceneReady = false;
  readonly activity = new Activity();
  readonly catalogue = new Catalogue();
  readonly staging = new Staging();
  readonly sides: MaterialSides;
  private readonly parts: ViewerParts;
  private readonly selection: Selection;
  private readonly changes = new Latest();
  private readonly dropped: DroppedFiles;
  /** The light changed while there was no scene to change it in. */
  private relit = false;
  private readonly devices: Devices;
  private scene: Scene = { materials: [], neural: new Map(), ownMaterials: false };
  /** What is shown, or was last. */
  private standing: { readonly subject: Subject; readonly material: string } | undefined;
  private referenceStart: Promise<void> = Promise.resolve();

  constructor(parts: ViewerParts) {
    this.parts = parts;
    this.sides = new MaterialSides(parts.onChange);
    const { catalogue, staging, sides } = this;
    this.selection = new Selection({ ...parts, catalogue, staging, sides });
    this.dropped = new DroppedFiles(this, parts.state, parts.notices);
    this.devices = new Devices({
      ...parts,
      show: async ({ gpu }) => {
        await this.fitEnvironment(gpu);
        await this.putScene();
      },
      onLost: () => {
        this.sceneReady = false;
        this.changes.cancel();
      },
      attempt: (what, change) => this.attempt(what, change),
    });
  }

  get renderer(): Renderer | undefined {
    return this.devices.renderer;
  }

  /** Why there will be no other renderer. */
  get gone(): DeviceGoneError | undefined {
    return this.devices.gone;
  }

  /** The side that the view asks for and does not have yet. */
  get awaited(): SideName | undefined {
    return this.sides.awaited(this.parts.state.mode);
  }

  get materialList(): ShownMaterial[] {
    const own = this.staging.current?.ownMaterials ? [OWN_MATERIALS] : [];
    return [...own, ...this.catalogue.materialList];
  }

  /**
   * Opens the device and everything chosen, the material too unless it comes later.
   * @throws GpuUnavailableError when there is no device to be had.
   */
  async start(withMaterial = true): Promise<void> {
    const { selection } = this;
    const chosen = Promise.all([selection.openOrDefault('environment'), selection.openOrDefault('object')]);
    const opened = openGpu({ label: 'patina' });
    // Pipelines are kept by device: what compiles while environment and object load is there when the path tracer asks. A
    // failure is told then.
    void opened.then(createWaveKernels).catch(() => undefined);
    const { material } = this.parts.state;
    if (withMaterial && material !== OWN_MATERIALS.name) {
      const likely = this.catalogue.material(material) ?? this.catalogue.materialList[0];
      if (likely) void this.sides.openEarly(likely, opened);
    }
    await this.devices.begin(
      Promise.all([opened, chosen]).then(([gpu]) => {
        if (withMaterial) this.selection.chooseMaterial();
        return gpu;
      }),
    );
  }

  /** Resolves when there is a device with the scene on it: at once, or when it is opened (again). @throws when there will be none */
  whenOpen(): Promise<void> {
    return this.devices.whenOpen();
  }

  /** A promise that the first neural image is on the screen: the reference's program compiles after it. */
  waitBeforeReference(ready: Promise<void>): void {
    this.referenceStart = ready;
  }

  async changeObject(): Promise<void> {
    await this.attempt('The object', async () => {
      const { state } = this.parts;
      await this.activity.during(state.object, () => this.selection.openSubject());
      if (state.material === OWN_MATERIALS.name || !state.material) this.selection.chooseMaterial();
      await this.putScene();
    });
  }

  async changeMaterial(): Promise<void> {
    await this.attempt('The material', async () => {
      this.selection.chooseMaterial();
      await this.putMaterials();
    });
  }

  async changeEnvironment(): Promise<void> {
    await this.attempt('The environment', async () => {
      const { environment } = this.parts.state;
      const fits = async (size: { width: number; height: number }) => {
        if (this.renderer) await checkEnvironmentFits(this.renderer.gpu, size);
      };
      await this.activity.during(environment, () => this.selection.openEnvironment(fits));
      this.relight();
    });
  }

  /** Shows a material that came from elsewhere than the list. */
  async showMaterial(shown: ShownMaterial): Promise<void> {
    this.catalogue.addMaterial(shown);
    this.parts.state.material = shown.name;
    await this.changeMaterial();
  }

  /** Puts a neural material, such as one in training, beside the reference that is shown. */
  async showNeural(shown: ShownMaterial, neural: Material): Promise<void> {
    await this.attempt('The neural material', async () => {
      const { sides } = this;
      sides.setNeural(shown, neural);
      if (sides.states.reference === 'ready') await this.putNeural();
      else await this.putMaterials();
    });
  }

  /** The view is another one now: it may be the first that asks for the reference. */
  async changeView(): Promise<void> {
    await this.attempt('The reference', () => this.changes.join((isCurrent) => this.putReference(isCurrent)));
  }

  /** Rotation, intensity or visibility of the environment. */
  relight(): void {
    this.selection.relight();
    this.relit = true;
    if (this.renderer && this.sceneReady) this.showScene(this.renderer);
  }

  /** The scene on the device is the one chosen, with the light of now. */
  private showScene(renderer: Renderer): void {
    if (this.relit) renderer.tracer.updateEnvironment(this.staging.environment([]));
    this.relit = false;
    this.sceneReady = true;
    this.revision += 1;
  }

  /** A person chose one: a drop that is still being read does not override it. */
  chosen(what: Choice): void {
    this.dropped.supersede(what);
  }

  async openFiles(files: FileSet): Promise<void> {
    await this.attempt('The files', () => this.dropped.open(files));
  }

  /** Opens the object that the state names and shows it in a material. @throws where it cannot be opened */
  async putSubject(material: string): Promise<void> {
    await this.selection.openSubject();
    // Only now: one that is malformed leaves the material of before chosen, as it leaves the object.
    this.parts.state.material = material;
    this.selection.chooseMaterial();
    await this.putScene();
  }

  /** An environment that was chosen before there was this device may be more than it holds. */
  private async fitEnvironment(gpu: Gpu): Promise<void> {
    try {
      await checkEnvironmentFits(gpu, this.staging.environment([]).map);
    } catch (cause) {
      await this.selection.openEvenLight();
      this.parts.notices.error(cause, `${this.parts.state.environment} is shown instead`);
    }
  }

  private async putScene(): Promise<void> {
    const { renderer, parts } = this;
    if (!renderer) return;
    this.sceneReady = false;
    this.relit = false;
    const data = this.staging.flatten(parts.rig.camera);
    for (const warning of data.warnings) parts.notices.add('warning', warning);
    try {
      await renderer.setScene(data);
    } catch (cause) {
      if (await this.isGone(renderer)) throw cause;
      return await this.refuseSubject(cause);
    }
    this.scene = this.sceneFor(renderer.gpu, data);
    await this.putMaterials();
  }

  /** The device cannot hold the scene that was chosen: the one before is shown, at first the default one. */
  private async refuseSubject(cause: unknown): Promise<void> {
    const { selection, standing } = this;
    const { state, notices } = this.parts;
    const refused = this.staging.current;
    const error = new Error(`${refused?.name ?? 'The scene'} cannot be shown`, { cause });
    const { object } = DEFAULT_PARAMETERS;
    if (standing && standing.subject !== refused) {
      selection.putBack(standing.subject, standing.material);
      await this.putScene();
      throw error;
    }
    if (refused?.name === object) throw error;
    notices.error(error, `${object} is shown instead`);
    state.object = object;
    await selection.openSubject();
    if (state.material === OWN_MATERIALS.name) selection.chooseMaterial();
    await this.putScene();
  }

  private async putMaterials(): Promise<void> {
    const { renderer, parts } = this;
    if (!renderer) return;
    parts.onChange();
    await this.changes.run(async (isCurrent) => {
      this.sceneReady = false; // the image of before stays until there is a new one
      setPageState('compiling');
      renderer.tracer.updateSplit({ enabled: false });
      await this.showFirst(renderer);
      if (!isCurrent()) return;
      this.showScene(renderer);
      setPageState('rendering');
      const subject = this.staging.current;
      if (subject) this.standing = { subject, material: parts.state.material };
      await this.putReference(isCurrent);
    });
  }

  /** Opens the reference if it is to be seen: nobody who looks at the network alone waits for it. */
  private async putReference(isCurrent: () => boolean): Promise<void> {
    await this.referenceStart;
    const { renderer, sides } = this;
    if (!renderer || !isCurrent() || !this.sceneReady) return;
    if (this.awaited !== 'reference' || sides.states.reference !== 'waiting') return;
    await sides.showReference(renderer, this.scene);
    this.revision += 1;
  }

  private async putNeural(): Promise<void> {
    const { renderer } = this;
    if (!renderer) return;
    await this.changes.run(async (isCurrent) => {
      // The image of before stays until there is a new one.
      if (this.sides.both) this.sceneReady = false;
      try {
        await this.sides.showNeural(renderer, this.scene);
      } finally {
        if (isCurrent()) this.showScene(renderer);
        else this.revision += 1;
      }
    });
  }

  /** Shows the first side that can be opened; without any, the subject in its own materials. */
  private async showFirst(renderer: Renderer): Promise<void> {
    const { first } = this.sides;
    try {
      await this.sides.showAlone(first, renderer, this.scene);
    } catch (cause) {
      if (!first || (await this.isGone(renderer))) throw cause;
      this.parts.notices.error(cause, 'The material');
      await this.showFirst(renderer);
    }
  }

  private sceneFor(gpu: Gpu, { materials }: SceneData): Scene {
    const subject = this.staging.current;
    const options = { f16: gpu.features.fastF16 };
    const neural = new Map([...(subject?.neural ?? [])].map(([key, asset]) => [key, neuralMaterial(asset, options)]));
    return { materials, neural, ownMaterials: subject?.ownMaterials ?? false };
  }

  /** Whether a failure was that of a renderer whose device is lost, or about to be told so. */
  async isGone(renderer: Renderer): Promise<boolean> {
    return await this.devices.isGone(renderer);
  }

  /** Runs a change; what goes wrong is shown, and the page goes on with what it has. */
  private async attempt(what: string, change: () => Promise<void>): Promise<void> {
    const { renderer } = this;
    try {
      await change();
    } catch (cause) {
      // A device that was lost under it is the recovery's affair: that does it again.
      if (renderer && (await this.isGone(renderer))) return;
      this.parts.notices.error(cause, what);
    } finally {
      this.parts.onChange();
    }
  }
}
