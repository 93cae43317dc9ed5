import { Box3, Color, type DataTexture, type Object3D, Scene, type Texture } from 'three';
import { cameraData } from '../../scene/cameraData.ts';
import { flattenScene } from '../../scene/flattenScene.ts';
import { environmentMap, readEnvironment } from '../../scene/sceneEnvironment.ts';
import type { EnvironmentData, EnvironmentMap } from '../../scene/environmentData.ts';
import type { NeuralMaterial } from '../../materials/neural/neuralMaterial.ts';
import type { SceneData } from '../../scene/sceneData.ts';
import { readPixels } from '../readPixels.ts';
import type { ViewState } from './viewState.ts';

/** What is looked at: a demo object, or a scene of the user's own. */
export interface Subject {
  readonly name: string;
  readonly root: Object3D;
  /** What the camera frames; a floor is no part of it. */
  readonly framed: Object3D;
  /** A demo object has no materials of its own that are worth showing. */
  readonly ownMaterials: boolean;
  /** Neural materials that came with it, by their materials' `userData.patina`. */
  readonly neural: ReadonlyMap<string, NeuralMaterial>;
  readonly warnings: readonly string[];
}

type Light = Pick<ViewState, 'environmentRotation' | 'environmentIntensity' | 'background'>;

type FlattenCamera = Parameters<typeof flattenScene>[1];

const BACKDROP = new Color(0.02, 0.021, 0.023);

/** Subject and environment as one scene of three's. */
export class Staging {
  private readonly scene = new Scene();
  private subject: Subject | undefined;
  private checked: SceneData | undefined;
  private map: EnvironmentMap | undefined;
  private mapOf: Texture | null = null;

  /** Takes the place of the subject before. @throws naming what is malformed; the one before stays. */
  set(subject: Subject, camera: FlattenCamera): void {
    const before = this.subject;
    this.replace(subject);
    try {
      this.checked = flattenScene(this.scene, camera, { readPixels });
    } catch (cause) {
      this.replace(before);
      throw new Error(`${subject.name} cannot be shown`, { cause });
    }
  }

  get current(): Subject | undefined {
    return this.subject;
  }

  light(environment: DataTexture | undefined, light: Light): void {
    const { scene } = this;
    scene.environment = environment ?? null;
    scene.background = light.background ? (environment ?? BACKDROP) : BACKDROP;
    scene.environmentIntensity = light.environmentIntensity;
    scene.backgroundIntensity = light.background ? light.environmentIntensity : 1;
    const turn = (light.environmentRotation * Math.PI) / 180;
    scene.environmentRotation.set(0, turn, 0);
    scene.backgroundRotation.set(0, turn, 0);
  }

  /** What is wrong with a panorama is told once, when it is first read. */
  environment(warnings: string[]): EnvironmentData {
    // The same map object for the same texture: nobody waits for millions of texels again because a light is turned, and the
    // tracer keeps the one it has uploaded.
    const known = (texture: Texture) =>
      texture === this.mapOf && this.map ? this.map : environmentMap(texture, readPixels, warnings);
    const read = readEnvironment(this.scene, readPixels, warnings, known);
    this.map = read.map;
    this.mapOf = this.scene.environment;
    return read;
  }

  flatten(camera: FlattenCamera): SceneData {
    // What the check of a new subject has made is good for one time; light and camera may have changed since.
    const warnings: string[] = [];
    const data = this.checked
      ? { ...this.checked, camera: cameraData(camera), environment: this.environment(warnings) }
      : flattenScene(this.scene, camera, { readPixels });
    this.checked = undefined;
    this.map = data.environment.map;
    this.mapOf = this.scene.environment;
    return data;
  }

  private replace(subject: Subject | undefined): void {
    if (this.subject) this.scene.remove(this.subject.root);
    if (subject) this.scene.add(subject.root);
    this.subject = subject;
    this.checked = undefined;
  }

  bounds(): Box3 {
    this.scene.updateMatrixWorld();
    return new Box3().setFromObject(this.subject?.framed ?? this.scene);
  }

  /** The three scene, to pick in. */
  get root(): Scene {
    return this.scene;
  }
}
