import type { DataTexture } from 'three';
import { ASSET_MATERIALS } from '../assetManifest.ts';
import { ENVIRONMENT_NAMES, openEnvironment } from '../environments.ts';
import { assetMaterial, type ShownMaterial } from '../materialSource.ts';
import type { Dropped } from './openDropped.ts';
import { DEMO_NAMES } from '../../scene/demoScene.ts';
import { gltfSubject, openSubject } from './openSubject.ts';
import type { Subject } from './subject.ts';

/** The entry of the list that stands for a scene's own materials. */
export const OWN_MATERIALS: ShownMaterial = { name: 'own', title: 'As in the file' };

/** Everything that can be chosen by name: what the page was built with, and what a person has opened since. */
export class Catalogue {
  private readonly subjects = new Map<string, Subject>();
  private readonly environments = new Map<string, DataTexture>();
  private readonly materials = new Map<string, ShownMaterial>();

  constructor() {
    for (const asset of ASSET_MATERIALS) this.materials.set(asset.name, assetMaterial(asset));
  }

  get objectNames(): string[] {
    return [...new Set([...DEMO_NAMES, ...this.subjects.keys()])];
  }

  get environmentNames(): string[] {
    return [...new Set([...ENVIRONMENT_NAMES, ...this.environments.keys()])];
  }

  get materialList(): ShownMaterial[] {
    return [...this.materials.values()];
  }

  material(name: string): ShownMaterial | undefined {
    return this.materials.get(name);
  }

  addMaterial(material: ShownMaterial): void {
    this.materials.set(material.name, material);
  }

  removeMaterial(name: string): void {
    this.materials.delete(name);
  }

  /** Opened at most once. */
  async subject(name: string): Promise<Subject> {
    const subject = this.subjects.get(name) ?? (await openSubject(name));
    this.subjects.set(subject.name, subject);
    return subject;
  }

  /** Opened at most once. */
  async environment(name: string): Promise<DataTexture> {
    const texture = this.environments.get(name) ?? (await openEnvironment(name));
    this.environments.set(name, texture);
    return texture;
  }

  /** Takes in what was dropped; later drops of a name take the place of earlier ones. Returns the names to choose. */
  add({ scene, materials, environment }: Dropped): { object?: string; material?: string; environment?: string } {
    if (scene) this.subjects.set(scene.name, gltfSubject(scene));
    materials.forEach((material) => this.addMaterial(material));
    if (environment) this.environments.set(environment.name, environment.texture);
    return { object: scene?.name, material: materials[0]?.name, environment: environment?.name };
  }
}
