import { byId } from '../element.ts';
import { FileDrop } from '../fileDrop.ts';
import { Notices } from '../notices.ts';
import { offerDownload } from '../saveImage.ts';
import { showUnavailable } from '../unavailable.ts';
import { CameraRig } from '../viewer/cameraRig.ts';
import { DifferenceView } from '../viewer/differenceView.ts';
import { FrameLoop } from '../viewer/frameLoop.ts';
import { marks, publishMarks, setPageState } from '../viewer/marks.ts';
import { windowSize } from '../imageRect.ts';
import { Overlay } from '../viewer/overlay.ts';
import { ResolutionScale } from '../viewer/resolutionScale.ts';
import { Viewer } from '../viewer/viewer.ts';
import { initialState } from '../viewer/viewState.ts';
import { BakePage } from './bakePage.ts';
import { BakePanel } from './bakePanel.ts';
import { readChoice } from './bakeSettings.ts';

publishMarks();
const stage = byId('stage');
const canvas = byId('view') as HTMLCanvasElement;
const { choice, material, image, problems } = readChoice(location.search);
const state = initialState(image);
canvas.classList.toggle('fixed-size', image.resolution !== undefined);
const notices = new Notices((text) => marks.errors.push(text));
for (const problem of problems) notices.add('warning', problem);
const rig = new CameraRig(canvas);
const scale = new ResolutionScale();
scale.chosen = state.resolution;
const difference = new DifferenceView();
const onGone = (cause: unknown) => {
  showUnavailable(stage, cause);
  page.showGone();
};
const viewer = new Viewer({ canvas, state, rig, scale, notices, onChange: () => undefined, onGone });
const overlay = new Overlay(byId('overlay'), state, viewer, difference);
const materials = viewer.catalogue.materialList.filter(({ reference, layering }) => {
  // How light goes through the layers is chosen beside the list.
  return reference !== undefined && layering !== 'transport';
});

const panel = new BakePanel(byId('panel'), choice, {
  choose: (name) => void page.choose(name).catch((cause: unknown) => notices.error(cause, 'The material')),
  chooseLayering: () => void page.reopen().catch((cause: unknown) => notices.error(cause, 'The material')),
  openFiles: () => drop.openDialog(),
  bake: () => void page.bake(),
  goOn: () => void page.goOn(),
  saveCheckpoint: () => save(page.checkpoint(), 'application/octet-stream'),
  pause: () => page.pause(),
  resume: () => page.resume(),
  cancel: () => page.cancel(),
  download: (fileName) => void download(fileName).catch((cause: unknown) => notices.error(cause, 'Saving the GLB')),
});
const page = new BakePage({ viewer, panel, notices, state, materials });
const drop = new FileDrop(
  (files) => void page.openFiles(files).catch((cause: unknown) => notices.error(cause, 'The files')),
  (cause) => notices.error(cause, 'The drop'),
);
byId('overlay').append(notices.root, drop.hint);
panel.showMaterials(materials, material);
addEventListener('beforeunload', (event) => {
  if (page.holdsWork) event.preventDefault();
});

const loop = new FrameLoop({
  viewer,
  state,
  rig,
  difference,
  imageSize,
  lens: () => ({ aperture: 0, focusDistance: 1 }),
  onFrame: () => overlay.draw(loop, imageSize()),
  onDifference: () => undefined,
  onError: (cause) => notices.error(cause, 'Rendering stopped'),
});

setPageState('compiling');
rig.setAspect(imageSize().width / imageSize().height);
loop.run();
try {
  await viewer.start(false);
  if (material) await page.choose(material);
} catch (cause) {
  if (viewer.renderer) notices.error(cause, 'The preview');
  else if (!viewer.gone) showUnavailable(stage, cause);
}

function imageSize(): { width: number; height: number } {
  return state.fixedSize ?? windowSize(stage);
}

async function download(fileName?: string): Promise<void> {
  save(await page.file(fileName), 'model/gltf-binary');
}

function save({ bytes, fileName }: { bytes: Uint8Array<ArrayBuffer>; fileName: string }, type: string): void {
  offerDownload(new Blob([bytes], { type }), fileName);
}
