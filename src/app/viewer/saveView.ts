import type { PathTracer } from '../../pathtracer/pathTracer.ts';
import { saveExr, savePng } from '../saveImage.ts';
import type { Viewer } from './viewer.ts';
import type { ViewState } from './viewState.ts';

/** The film as it is shown, in its own resolution. */
export async function savePngOf(viewer: Viewer, state: ViewState): Promise<void> {
  const tracer = renderedFilm(viewer);
  const data = await tracer.readPixels();
  await savePng({ ...tracer.filmSize, data }, fileName(state));
}

/** The film's linear radiance. */
export async function saveExrOf(viewer: Viewer, state: ViewState): Promise<void> {
  const { width, height, mean } = await renderedFilm(viewer).readRadiance();
  const data = new Float32Array(width * height * 4).fill(1);
  for (let i = 0; i < width * height; i += 1) data.set(mean.subarray(i * 3, i * 3 + 3), i * 4);
  await saveExr({ width, height, data }, fileName(state));
}

function renderedFilm(viewer: Viewer): PathTracer {
  const tracer = viewer.renderer?.tracer;
  if (!tracer || tracer.samples === 0) throw new Error('there is no image yet');
  return tracer;
}

function fileName(state: ViewState): string {
  return ['patina', state.object, state.material].join('-').replaceAll(/[^\w-]+/g, '_');
}
