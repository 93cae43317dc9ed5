import { ASSET_MATERIALS } from '../assetManifest.ts';
import { byId } from '../element.ts';
import { FileDrop } from '../fileDrop.ts';
import { assetMaterial } from '../materialSource.ts';
import { Notices } from '../notices.ts';
import { DEFAULT_PARAMETERS } from '../parameters.ts';
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
const { choice, material, problems } = readChoice(location.search);
const state = initialState(DEFAULT_PARAMETERS);
const notices = new Notices();
for (const problem of problems) notices.add('warning', problem);
const rig = new CameraRig(canvas);
const difference = new DifferenceView();
const viewer = new Viewer({ canvas, state, rig, scale: new ResolutionScale(), notices, onChange: () => undefined });
const overlay = new Overlay(byId('overlay'), state, viewer, difference);
const assets = ASSET_MATERIALS.filter((asset) => asset.document !== undefined);

const panel = new BakePanel(byId('panel'), choice, {
  choose: (name) => void openAsset(name),
  openFiles: () => drop.openDialog(),
  bake: () => void page.bake(),
  pause: () => page.pause(),
  resume: () => page.resume(),
  cancel: () => page.cancel(),
  download: () => void download().catch((cause: unknown) => notices.error(cause, 'Saving the GLB')),
});
const page = new BakePage({ viewer, panel, notices, state });
const drop = new FileDrop(
  (files) => void page.openFiles(files).catch((cause: unknown) => notices.error(cause, 'The files')),
  (cause) => notices.error(cause, 'The drop'),
);
byId('overlay').append(notices.root, drop.hint);
panel.showMaterials(assets, material);

const loop = new FrameLoop({
  viewer,
  state,
  rig,
  difference,
  imageSize: () => windowSize(stage),
  lens: () => ({ aperture: 0, focusDistance: 1 }),
  onFrame: () => overlay.draw(loop, windowSize(stage)),
  onDifference: () => undefined,
  onError: (cause) => {
    marks.errors.push(String(cause));
    notices.error(cause, 'Rendering stopped');
  },
});

setPageState('compiling');
rig.setAspect(stage.clientWidth / Math.max(1, stage.clientHeight));
loop.run();
try {
  await viewer.start(false);
  if (material) await openAsset(material);
} catch (cause) {
  if (viewer.renderer) notices.error(cause, 'The preview');
  else showUnavailable(stage, cause);
}

async function openAsset(name: string): Promise<void> {
  const asset = assets.find((one) => one.name === name);
  if (asset) await page.open(assetMaterial(asset));
  else notices.add('error', `There is no material "${name}" here.`);
}

async function download(): Promise<void> {
  const { bytes, fileName } = await page.file();
  offerDownload(new Blob([bytes], { type: 'model/gltf-binary' }), fileName);
}
