import type { PrintedForward } from '../../layers/layer.ts';
import type { Blocks, WgslPrinter } from '../../layers/wgslPrinter.ts';
import type { NeuralLayout } from './neuralLayout.ts';
import { vec3At } from './packBlocks.ts';

/** What the printed text needs in its module. */
export const frameImports = `import package::layers::shadingFrame::{ShadingFrame, shading_frame, frame_project};
`;

export interface PrintedFrames {
  /** Names of `ShadingFrame` values; none for a decoder without frames. */
  readonly frames: readonly string[];
  readonly forward: PrintedForward | undefined;
}

/** Latent blocks -> shading frames. */
export function printFrames(printer: WgslPrinter, layout: NeuralLayout, latent: Blocks): PrintedFrames {
  if (layout.frames === undefined) return { frames: [], forward: undefined };
  const { network, offset } = layout.frames;
  const forward = network.printForward(printer, offset, [latent]);
  const frames = Array.from({ length: layout.spec.frames }, (_, f) =>
    printer.let(`shading_frame(${residuals(printer, forward.outputs[0], f)})`),
  );
  return { frames, forward };
}

/** A direction (vec3f) seen from every frame, or as it is where there are none: names of vec3f. */
export function printProjections(printer: WgslPrinter, frames: readonly string[], direction: string): string[] {
  if (frames.length === 0) return [direction];
  return frames.map((frame) => printer.let(`frame_project(${frame}, ${direction})`));
}

/** Rows 6f .. 6f + 5 of the frame network: residuals of the normal, then of the tangent. */
function residuals(printer: WgslPrinter, raw: Blocks, frame: number): string {
  return `${vec3At(printer, raw, 6 * frame)}, ${vec3At(printer, raw, 6 * frame + 3)}`;
}
