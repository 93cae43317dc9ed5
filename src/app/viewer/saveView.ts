import { saveExr, savePng } from '../saveImage.ts';
import type { DifferenceView } from './differenceView.ts';
import type { Renderer } from './renderer.ts';
import type { Viewer } from './viewer.ts';
import type { ViewState } from './viewState.ts';

/** The image as it is shown, in the film's resolution. */
export async function savePngOf(viewer: Viewer, state: ViewState, { shown }: DifferenceView): Promise<void> {
  if (shown) return savePng(shown, fileName(state));
  const renderer = await withImage(viewer);
  const size = renderer.tracer.filmSize;
  // Drawn and read in one turn: what is saved is what is shown, though samples may have come since the last frame.
  renderer.present();
  const data = await renderer.tracer.readPixels();
  await savePng({ ...size, data }, fileName(state));
}

/** The film's linear radiance. */
export async function saveExrOf(viewer: Viewer, state: ViewState): Promise<void> {
  if (state.mode === 'difference') throw new Error('a difference has no radiance; choose another view');
  const { width, height, mean } = await (await withImage(viewer)).tracer.readRadiance();
  const data = new Float32Array(width * height * 4).fill(1);
  for (let i = 0; i < width * height; i += 1) data.set(mean.subarray(i * 3, i * 3 + 3), i * 4);
  await saveExr({ width, height, data }, fileName(state));
}

async function withImage({ renderer, sceneReady }: Viewer): Promise<Renderer> {
  if (!renderer || !sceneReady) throw new Error('there is no image yet');
  await renderer.image();
  return renderer;
}

function fileName(state: ViewState): string {
  return ['patina', state.object, state.material].join('-').replaceAll(/[^\w-]+/g, '_');
}
