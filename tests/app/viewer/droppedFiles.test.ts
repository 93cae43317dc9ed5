import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FileSet } from '../../../src/app/fileSet.ts';
import type { ShownMaterial } from '../../../src/app/materialSource.ts';
import { Activity } from '../../../src/app/viewer/activity.ts';
import { Catalogue } from '../../../src/app/viewer/catalogue.ts';
import { DroppedFiles } from '../../../src/app/viewer/droppedFiles.ts';
import type { ViewState } from '../../../src/app/viewer/viewState.ts';
import { PLAIN_DOCUMENT } from '../smallScenes.ts';

const plain = new FileSet([['plain.mtlx', new File([PLAIN_DOCUMENT], 'plain.mtlx')]]);
const good: ShownMaterial = { name: 'good', title: 'good' };

let state: ViewState;
let viewer: ReturnType<typeof makeViewer>;
let dropped: DroppedFiles;

function makeViewer() {
  const catalogue = new Catalogue();
  catalogue.addMaterial(good);
  return {
    activity: new Activity(),
    catalogue,
    sides: { failed: false },
    changeEnvironment: vi.fn(() => Promise.resolve()),
    changeMaterial: vi.fn(() => Promise.resolve()),
    putSubject: vi.fn(() => Promise.resolve()),
  };
}

beforeEach(() => {
  state = { material: 'good', object: 'teapot', environment: 'city' } as ViewState;
  viewer = makeViewer();
  dropped = new DroppedFiles(viewer as unknown as ConstructorParameters<typeof DroppedFiles>[0], state, {
    add: (_, text) => expect.fail(text),
  });
});

describe('a dropped document', () => {
  it('is shown and joins the list', async () => {
    await dropped.open(plain);
    expect(state.material).toBe('plain.mtlx');
    expect(viewer.changeMaterial).toHaveBeenCalledTimes(1);
    expect(viewer.catalogue.material('plain.mtlx')).toBeDefined();
  });

  it('only joins the list when a material was chosen while it was read', async () => {
    const opening = dropped.open(plain);
    dropped.supersede('material');
    await opening;
    expect(state.material).toBe('good');
    expect(viewer.changeMaterial).not.toHaveBeenCalled();
    expect(viewer.catalogue.material('plain.mtlx')).toBeDefined();
    // The next drop is a choice again; an object that is chosen leaves it one.
    const next = dropped.open(plain);
    dropped.supersede('object');
    await next;
    expect(state.material).toBe('plain.mtlx');
  });

  it('gives way to the one before where it cannot be opened', async () => {
    viewer.changeMaterial.mockImplementation(() => {
      viewer.sides.failed = state.material === 'plain.mtlx';
      return Promise.resolve();
    });
    await dropped.open(plain);
    expect(state.material).toBe('good');
    expect(viewer.catalogue.material('plain.mtlx')).toBeUndefined();
    expect(viewer.changeMaterial).toHaveBeenCalledTimes(2);
  });
});
