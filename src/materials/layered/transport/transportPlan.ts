import type { FlatInput } from '../flatGraph.ts';
import { uniformValue, type Closure, type Lobe, type Stack } from '../stack.ts';

/** One side of a choice. */
export interface Branch {
  readonly choice: number;
  /** `fg` of the mix; else `bg`. */
  readonly first: boolean;
}

/** A lobe at its place in the stack; nothing: all that comes here is absorbed. */
export interface Layer {
  readonly lobe: Lobe | undefined;
  /** Factors of what it reflects upwards. */
  readonly tints: readonly FlatInput[];
  /** It is there where all of these were chosen. */
  readonly when: readonly Branch[];
}

/** A stack as a walk meets it: layers from above, of which every walk chooses those that are there. */
export interface TransportPlan {
  readonly layers: readonly Layer[];
  /** Mix factors: odds of `fg`. */
  readonly choices: readonly FlatInput[];
}

/**
 * What MaterialX's operators mean to light that goes from layer to layer (docs/materialx.md): `layer` is the order from
 * above, a `mix` is chosen once a walk (areas side by side, each wider than light travels below the surface), and tints are
 * factors of what the lobes under them reflect.
 * @param where  names the document in errors
 * @throws naming the operator, for `add`: it says nothing of the order in which light meets its two sides
 */
export function planTransport(stack: Stack, where: string): TransportPlan {
  const layers: Layer[] = [];
  const choices: FlatInput[] = [];
  const visit = (closure: Closure, tints: readonly FlatInput[], when: readonly Branch[]): void => {
    switch (closure.op) {
      case 'empty':
        if (closure.throughput === 0) layers.push({ lobe: undefined, tints, when });
        return;
      case 'lobe':
        layers.push({ lobe: closure.lobe, tints, when });
        return;
      case 'layer':
        visit(closure.top, tints, when);
        visit(closure.base, tints, when);
        return;
      case 'mix': {
        const choice = choices.push(closure.mix) - 1;
        visit(closure.fg, tints, [...when, { choice, first: true }]);
        visit(closure.bg, tints, [...when, { choice, first: false }]);
        return;
      }
      case 'multiply':
        visit(closure.in1, uniformValue(closure.tint) === 1 ? tints : [...tints, closure.tint], when);
        return;
      case 'add':
        throw new Error(
          `node '${closure.node}' (add) in document '${where}': layering 'transport' needs an order of layers, and 'add' has none`,
        );
    }
  };
  visit(stack.root, [], []);
  return { layers, choices };
}
