import { lane, type Blocks, type WgslPrinter } from '../../layers/wgslPrinter.ts';

const AXES = ['x', 'y', 'z'] as const;

/**
 * Prints vec4 blocks that hold scalars one behind the other.
 * @param scalars WGSL expressions of type f32, '' for a lane nobody reads.
 */
export function packBlocks(printer: WgslPrinter, scalars: readonly string[]): Blocks {
  const blocks: string[] = [];
  for (let i = 0; i < scalars.length; i += 4) {
    const lanes = [0, 1, 2, 3].map((k) => scalars[i + k] || '0.0');
    const packed = `vec4f(${lanes.join(', ')})`;
    blocks.push(printer.let(printer.float === 'f32' ? packed : `vec4h(${packed})`));
  }
  return blocks;
}

/** The three scalars of each vec3f. */
export function scalarsOf(...vectors: readonly string[]): string[] {
  return vectors.flatMap((vector) => AXES.map((axis) => `${vector}.${axis}`));
}

/** An expression for lanes first .. first + 2 as a vec3f. */
export function vec3At(printer: WgslPrinter, blocks: Blocks, first: number): string {
  const lanes = [0, 1, 2].map((k) => lane(blocks, first + k));
  return printer.float === 'f32' ? `vec3f(${lanes.join(', ')})` : `vec3f(vec3h(${lanes.join(', ')}))`;
}

/** Names for blocks in the printer's float type, from vec4f names. */
export function toFloat(printer: WgslPrinter, blocks: Blocks): Blocks {
  return printer.float === 'f32' ? blocks : blocks.map((block) => printer.let(`vec4h(${block})`));
}

/** Names for blocks in vec4f. */
export function toF32(printer: WgslPrinter, blocks: Blocks): Blocks {
  return printer.float === 'f32' ? blocks : blocks.map((block) => printer.let(`vec4f(${block})`));
}
