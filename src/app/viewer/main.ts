import { byId } from '../element.ts';
import { FileDrop } from '../fileDrop.ts';
import { windowSize } from '../imageRect.ts';
import { Notices } from '../notices.ts';
import { readParameters, writeParameters } from '../parameters.ts';
import { showUnavailable } from '../unavailable.ts';
import { CameraRig } from './cameraRig.ts';
import { ControlPanel } from './controlPanel.ts';
import { DifferenceView } from './differenceView.ts';
import { Focus } from './focus.ts';
import { FrameLoop } from './frameLoop.ts';
import { marks, publishMarks, setPageState } from './marks.ts';
import { Overlay } from './overlay.ts';
import { Probe } from './probe.ts';
import { ResolutionScale } from './resolutionScale.ts';
import { saveExrOf, savePngOf } from './saveView.ts';
import { Viewer } from './viewer.ts';
import { initialState, type ViewState } from './viewState.ts';

publishMarks();
const stage = byId('stage');
const canvas = byId('view') as HTMLCanvasElement;
const { parameters, problems } = readParameters(location.search);
const state = initialState(parameters);
document.body.classList.toggle('bare', !parameters.hud);
canvas.classList.toggle('fixed-size', parameters.resolution !== undefined);

const notices = new Notices((text) => marks.errors.push(text));
for (const problem of problems) notices.add('warning', problem);
const rig = new CameraRig(canvas);
const scale = new ResolutionScale();
scale.chosen = state.resolution;
const difference = new DifferenceView();
const onGone = (cause: unknown) => showUnavailable(stage, cause);
const viewer = new Viewer({ canvas, state, rig, scale, notices, onChange: refresh, onGone });
const overlay = new Overlay(byId('overlay'), state, viewer, difference);
const focus = new Focus(canvas, rig, viewer, state);
const drop = new FileDrop(
  (files) => void viewer.openFiles(files),
  (cause) => notices.error(cause, 'The drop'),
);
const probe = new Probe(canvas, rig.camera, viewer, state, notices);
byId('overlay').append(probe.root, notices.root, drop.hint);

const loop = new FrameLoop({
  viewer,
  state,
  rig,
  difference,
  imageSize,
  lens: () => focus.lens(),
  onFrame: () => {
    overlay.draw(loop, imageSize());
    probe.update();
  },
  onDifference: (line) => overlay.setDifference(line),
  onError: (cause) => notices.error(cause, 'Rendering stopped'),
});

const CHANGES: Partial<Record<keyof ViewState, () => void>> = {
  object: () => void viewer.changeObject(),
  material: () => void viewer.changeMaterial(),
  subsurface: () => void viewer.changeMaterial(),
  environment: () => void viewer.changeEnvironment(),
  environmentRotation: () => viewer.relight(),
  environmentIntensity: () => viewer.relight(),
  background: () => viewer.relight(),
  controls: () => (rig.mode = state.controls),
  fieldOfView: () => rig.setFieldOfView(state.fieldOfView),
  mode: () => void viewer.changeView(),
  resolution: () => (scale.chosen = state.resolution),
  lens: () => focus.changed(),
};

const panel = new ControlPanel(
  byId('panel'),
  state,
  {
    changed(setting) {
      if (setting === 'object' || setting === 'material' || setting === 'environment') viewer.chosen(setting);
      CHANGES[setting]?.();
      viewer.revision += 1;
      loop.showAgain();
    },
    reset() {
      viewer.renderer?.tracer.reset();
      viewer.revision += 1;
    },
    frame: () => rig.frame(viewer.staging.bounds()),
    savePng: () =>
      void savePngOf(viewer, state, difference).catch((cause: unknown) => notices.error(cause, 'Saving the PNG')),
    saveExr: () => void saveExrOf(viewer, state).catch((cause: unknown) => notices.error(cause, 'Saving the EXR')),
    openFiles: () => drop.openDialog(),
    copyAddress: () => void copyAddress().catch((cause: unknown) => notices.error(cause, 'Copying the address')),
  },
  { objects: viewer.catalogue.objectNames, environments: viewer.catalogue.environmentNames },
);
const toggle = byId('panel-toggle');
toggle.addEventListener('click', () => closePanel(!document.body.classList.contains('panel-closed')));
closePanel(window.innerWidth <= 720); // where it takes the image's room it comes when asked for
refresh();

viewer.waitBeforeReference(loop.firstImage);
setPageState('compiling');
rig.setAspect(imageSize().width / imageSize().height);
loop.run();
try {
  await viewer.start();
} catch (cause) {
  if (viewer.renderer) notices.error(cause, 'The view');
  else if (!viewer.gone) showUnavailable(stage, cause);
}
refresh();

function imageSize(): { width: number; height: number } {
  return state.fixedSize ?? windowSize(stage);
}

function closePanel(closed: boolean): void {
  document.body.classList.toggle('panel-closed', closed);
  toggle.setAttribute('aria-expanded', String(!closed));
  toggle.textContent = closed ? 'Controls' : 'Close controls';
}

function refresh(): void {
  panel.showMaterials(viewer.materialList);
  panel.showNames('object', viewer.catalogue.objectNames);
  panel.showNames('environment', viewer.catalogue.environmentNames);
}

async function copyAddress(): Promise<void> {
  const { object, material, environment, seed, maxSamples: spp, mode: view, subsurface, fixedSize: resolution } = state;
  const query = writeParameters({ object, material, environment, seed, spp, view, subsurface, resolution, hud: true });
  await navigator.clipboard.writeText(`${location.origin}${location.pathname}${query}`);
  notices.add('info', 'The address of this view is on the clipboard.');
}
