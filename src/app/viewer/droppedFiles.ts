import type { FileSet } from '../fileSet.ts';
import { Latest } from '../latest.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { Notices } from '../notices.ts';
import { OWN_MATERIALS } from './catalogue.ts';
import { openDropped } from './openDropped.ts';
import type { Viewer } from './viewer.ts';
import type { ViewState } from './viewState.ts';

/** What a drop may choose. */
export type Choice = 'environment' | 'object' | 'material';

/** Shows what is dropped on the viewer: environment, object and material, each where it can be opened. */
export class DroppedFiles {
  private readonly viewer: Pick<
    Viewer,
    'activity' | 'catalogue' | 'sides' | 'changeEnvironment' | 'changeMaterial' | 'putSubject'
  >;
  private readonly state: ViewState;
  private readonly notices: Pick<Notices, 'add'>;
  private readonly drops = new Latest();
  /** Chosen otherwise since the last drop. */
  private readonly superseded = new Set<Choice>();

  constructor(viewer: DroppedFiles['viewer'], state: ViewState, notices: Pick<Notices, 'add'>) {
    this.viewer = viewer;
    this.state = state;
    this.notices = notices;
  }

  /** What is being read does not choose this any more; it joins the lists. */
  supersede(what: Choice): void {
    this.superseded.add(what);
  }

  /** @throws where the object cannot be opened; what is wrong with other files is shown. */
  async open(files: FileSet): Promise<void> {
    const { state, notices, viewer, superseded } = this;
    superseded.clear();
    const dropped = await viewer.activity.during('what was dropped', () => this.drops.open(() => openDropped(files)));
    if (!dropped) return;
    for (const problem of dropped.problems) notices.add('error', problem);
    const before = viewer.catalogue.material(state.material);
    const { object, material, environment } = viewer.catalogue.add(dropped);
    if (environment && !superseded.has('environment')) {
      state.environment = environment;
      await viewer.changeEnvironment();
    }
    const free = material !== undefined && !superseded.has('material') ? material : undefined;
    if (object && !superseded.has('object')) {
      state.object = object;
      await viewer.putSubject(superseded.has('material') ? state.material : (free ?? OWN_MATERIALS.name));
    } else if (free) await this.tryMaterial(free, before);
  }

  /** Shows a material of the list; if nothing of it can be opened, the one before again, and it leaves the list. */
  private async tryMaterial(name: string, before: ShownMaterial | undefined): Promise<void> {
    const { state, viewer } = this;
    const shown = state.material;
    state.material = name;
    await viewer.changeMaterial();
    if (!viewer.sides.failed || state.material !== name) return;
    if (!before && shown !== OWN_MATERIALS.name) return; // a page that begins without one
    viewer.catalogue.removeMaterial(name);
    if (before) viewer.catalogue.addMaterial(before);
    state.material = shown;
    await viewer.changeMaterial();
  }
}
