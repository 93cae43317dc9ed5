import GUI, { type Controller } from 'lil-gui';
import type { AssetMaterial } from '../assetMaterials.ts';
import { element } from '../element.ts';
import { VIEW_MODES } from '../parameters.ts';
import type { ViewState } from './viewState.ts';

/** What the panel asks of the page. `changed` names the setting whose value in the state is new. */
export interface PanelActions {
  changed(setting: keyof ViewState): void;
  reset(): void;
  frame(): void;
  savePng(): void;
  saveExr(): void;
  openFiles(): void;
  copyAddress(): void;
}

/** The slim panel: the materials as a list, everything else in lil-gui. */
export class ControlPanel {
  private readonly state: ViewState;
  private readonly actions: PanelActions;
  private readonly list = element('div', { class: 'choices', role: 'group', 'aria-label': 'Materials' });
  private readonly gui: GUI;
  private readonly pickers: Record<'object' | 'environment', Controller>;
  /** Names shown last: making a list again would close it under the user's hand. */
  private readonly named = { object: '', environment: '', materials: '' };

  constructor(
    root: HTMLElement,
    state: ViewState,
    actions: PanelActions,
    names: { objects: string[]; environments: string[] },
  ) {
    this.state = state;
    this.actions = actions;
    const home = element('a', { class: 'quiet', href: './bake.html' }, 'Bake your own');
    root.append(
      element('header', { class: 'panel-head' }, element('h1', {}, 'Patina'), home),
      element('section', { class: 'panel-section' }, element('h2', {}, 'Material'), this.list),
    );
    this.gui = new GUI({ container: root, title: 'Settings' });
    this.pickers = this.addScene(names);
    this.addImage();
    this.addCamera();
    this.addFiles();
  }

  /** Shows the materials; ones that came by drop are at the end. */
  showMaterials(materials: readonly Pick<AssetMaterial, 'name' | 'title' | 'picture'>[]): void {
    const key = materials.map((material) => material.name).join('\n');
    if (this.named.materials === key) return this.refresh();
    this.named.materials = key;
    this.list.replaceChildren(
      ...materials.map(({ name, title, picture }) => {
        const swatch = picture
          ? element('img', { class: 'swatch', src: picture, alt: '', loading: 'lazy' })
          : element('span', { class: 'swatch' });
        const choose = (): void => this.set('material', name);
        const label = element('span', { class: 'material-name' }, title);
        return element('button', { type: 'button', 'data-material': name, onclick: choose, title }, swatch, label);
      }),
    );
    this.refresh();
  }

  showNames(setting: 'object' | 'environment', names: readonly string[]): void {
    const key = names.join('\n');
    if (this.named[setting] !== key) {
      this.named[setting] = key;
      this.pickers[setting] = this.pickers[setting].options([...names]).onChange(() => this.actions.changed(setting));
    }
    this.refresh();
  }

  /** Takes up values that were changed elsewhere. */
  refresh(): void {
    for (const controller of this.gui.controllersRecursive()) controller.updateDisplay();
    for (const button of this.list.querySelectorAll<HTMLElement>('[data-material]')) {
      button.setAttribute('aria-pressed', String(button.dataset['material'] === this.state.material));
    }
  }

  private set<Key extends keyof ViewState>(setting: Key, value: ViewState[Key]): void {
    this.state[setting] = value;
    this.refresh();
    this.actions.changed(setting);
  }

  private addScene(names: { objects: string[]; environments: string[] }): Record<'object' | 'environment', Controller> {
    const { state, gui } = this;
    const object = gui.add(state, 'object', names.objects).name('Object');
    this.watch(object, 'object');
    this.watch(gui.add(state, 'mode', [...VIEW_MODES]).name('View'), 'mode');
    const below = { Diffuse: 'diffuse', 'Walks through': 'walk' };
    const subsurface = gui.add(state, 'subsurface', below).name('Subsurface');
    subsurface.domElement.title = 'Of the layered reference. Light walks through closed meshes.';
    this.watch(subsurface, 'subsurface');
    const folder = gui.addFolder('Light');
    const environment = folder.add(state, 'environment', names.environments).name('Environment');
    this.watch(environment, 'environment');
    this.watch(folder.add(state, 'environmentRotation', -180, 180, 1).name('Rotation °'), 'environmentRotation');
    this.watch(folder.add(state, 'environmentIntensity', 0, 4, 0.01).name('Intensity'), 'environmentIntensity');
    this.watch(folder.add(state, 'background').name('Show behind'), 'background');
    return { object, environment };
  }

  private addImage(): void {
    const { state } = this;
    const folder = this.gui.addFolder('Image');
    this.watch(folder.add(state, 'exposure', -6, 6, 0.1).name('Exposure (stops)'), 'exposure');
    const curves = { AgX: 'agx', ACES: 'aces', Neutral: 'neutral', Linear: 'linear' };
    this.watch(folder.add(state, 'toneMap', curves).name('Tone map'), 'toneMap');
    const scales = { Auto: 'auto', '100 %': 1, '50 %': 0.5, '25 %': 0.25 };
    this.watch(folder.add(state, 'resolution', scales).name('Resolution'), 'resolution');
    this.watch(folder.add(state, 'bounces', 1, 16, 1).name('Bounces'), 'bounces');
    this.watch(folder.add(state, 'maxSamples', 0, 4096, 1).name('Stop at (0: never)'), 'maxSamples');
    this.watch(folder.add(state, 'seed', 0, 65535, 1).name('Seed'), 'seed');
    this.watch(folder.add(state, 'paused').name('Pause'), 'paused');
    folder.add({ reset: () => this.actions.reset() }, 'reset').name('Start again');
  }

  private addCamera(): void {
    const { state } = this;
    const folder = this.gui.addFolder('Camera').close();
    this.watch(folder.add(state, 'controls', { Orbit: 'orbit', 'Fly (W A S D Q E)': 'fly' }).name('Move'), 'controls');
    this.watch(folder.add(state, 'fieldOfView', 10, 90, 1).name('Field of view °'), 'fieldOfView');
    this.watch(folder.add(state, 'lens', 0, 0.1, 0.001).name('Lens (double-click to focus)'), 'lens');
    folder.add({ frame: () => this.actions.frame() }, 'frame').name('Frame the object');
  }

  private addFiles(): void {
    const { actions } = this;
    const folder = this.gui.addFolder('Files').close();
    folder.add({ open: () => actions.openFiles() }, 'open').name('Open files…');
    folder.add({ png: () => actions.savePng() }, 'png').name('Save PNG');
    folder.add({ exr: () => actions.saveExr() }, 'exr').name('Save EXR');
    folder.add({ copy: () => actions.copyAddress() }, 'copy').name('Copy address of this view');
  }

  private watch(controller: Controller, setting: keyof ViewState): void {
    controller.onChange(() => this.actions.changed(setting));
  }
}
