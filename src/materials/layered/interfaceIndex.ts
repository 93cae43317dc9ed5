import type { InputValues } from './evaluateStack.ts';
import { schlickIndex } from './lobes/generalizedSchlick.ts';
import { bendingIndex } from './lobes/refraction.ts';
import type { PatternPrinter } from './patternPrinter.ts';
import type { Lobe } from './closure.ts';
import type { Stack } from './stack.ts';

/** The lobe that says by what index light bends where `lobe` reflects; undefined: the stack bends none, or not there. */
function bendingLobe(lobe: Lobe, stack: Stack): Lobe | undefined {
  if (!stack.refracts) return undefined;
  return lobe.kind.relative === 'index' ? lobe : stack.interfaces.get(lobe);
}

/** Index of the interface that a lobe of a stack belongs to, its inside over its outside; undefined: it is none. */
export function interfaceIndex(lobe: Lobe, stack: Stack, values: InputValues): number | undefined {
  const bending = bendingLobe(lobe, stack);
  if (!bending) return undefined;
  const { kind, node } = bending;
  return kind.relative === 'index'
    ? bendingIndex(values(node.inputs.ior)[0])
    : schlickIndex(values(node.inputs.color0));
}

/** The same as WGSL of `prepare`. */
export function printInterfaceIndex(lobe: Lobe, stack: Stack, printer: PatternPrinter): string | undefined {
  const bending = bendingLobe(lobe, stack);
  if (!bending) return undefined;
  const { kind, node } = bending;
  return kind.relative === 'index'
    ? `bending_index(${printer.expression(node.inputs.ior)})`
    : `schlick_index(max(${printer.expression(node.inputs.color0)}, vec3f(0.0)))`;
}

/** WGSL of `prepare`: the index of what the viewer is inside of; 0: outside. */
export function printInside(lobe: Lobe, stack: Stack, printer: PatternPrinter): string {
  const index = printInterfaceIndex(lobe, stack, printer);
  return index ? `select(0.0, ${index}, point.back != 0u)` : '0.0';
}
