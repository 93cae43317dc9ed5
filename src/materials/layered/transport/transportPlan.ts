import type { FlatInput } from '../flatGraph.ts';
import { isOpaque, uniformValue, type Closure, type Lobe } from '../closure.ts';
import type { Stack } from '../stack.ts';

/**
 * What is drawn once a walk: side 0 with odds `first`, side 1 with odds `second` (where it is left out: the rest), else side 2.
 * Odds that add up to more than 1 are shared out.
 */
export interface Choice {
  readonly first: FlatInput;
  readonly second: FlatInput | undefined;
}

export interface Branch {
  readonly choice: number;
  readonly side: 0 | 1 | 2;
}

/** A lobe at its place in the stack; nothing: all that comes here is absorbed. */
export interface Layer {
  readonly lobe: Lobe | undefined;
  /** How likely the lobe is there; of an opaque one, a factor of what it reflects. Nothing: 1. */
  readonly weight: FlatInput | undefined;
  /** Factors of what it reflects upwards. */
  readonly tints: readonly FlatInput[];
  /** It is there where all of these were chosen. */
  readonly when: readonly Branch[];
}

/** A stack as a walk meets it: layers from above, of which every walk chooses those that are there. */
export interface TransportPlan {
  readonly layers: readonly Layer[];
  readonly choices: readonly Choice[];
}

/** A program's arrays are as long as the stack, and one number says which layers a walk meets. */
const MOST_LAYERS = 32;

/**
 * What MaterialX's operators mean to light that goes from layer to layer (docs/materialx.md): `layer` is the order from
 * above, a `mix` is chosen once a walk (areas side by side, each wider than light travels below the surface), and tints are
 * factors of what the lobes under them reflect. An `add` of weighted sides, as standard_surface blends metal with the rest,
 * is areas too: its weights are their odds.
 * @param where  names the document in errors
 * @throws naming the operator, for an `add` of another kind: it says nothing of the order in which light meets its sides
 */
export function planTransport(stack: Stack, where: string): TransportPlan {
  const layers: Layer[] = [];
  const choices: Choice[] = [];
  const black = (when: readonly Branch[]): void => {
    layers.push({ lobe: undefined, weight: undefined, tints: [], when });
  };
  /** @param weighed  the lobe's own weight is known to the choices already */
  const visit = (closure: Closure, tints: readonly FlatInput[], when: readonly Branch[], weighed = false): void => {
    switch (closure.op) {
      case 'empty':
        if (closure.throughput === 0) black(when);
        return;
      case 'lobe': {
        const weight = weighed ? undefined : closure.lobe.node.inputs['weight'];
        layers.push({ lobe: closure.lobe, weight, tints, when });
        return;
      }
      case 'layer':
        visit(closure.top, tints, when);
        visit(closure.base, tints, when);
        return;
      case 'mix': {
        const choice = choices.push({ first: closure.mix, second: undefined }) - 1;
        visit(closure.fg, tints, [...when, { choice, side: 0 }]);
        visit(closure.bg, tints, [...when, { choice, side: 1 }]);
        return;
      }
      case 'multiply':
        if (weighed) visit(closure.in1, tints, when);
        else visit(closure.in1, uniformValue(closure.tint) === 1 ? tints : [...tints, closure.tint], when);
        return;
      case 'add': {
        const [first, second] = [weightOf(closure.in1), weightOf(closure.in2)];
        if (!first || !second || !isOpaque(closure))
          throw new Error(
            `node '${closure.node}' (add) in document '${where}': layering 'transport' needs an order of layers, and this 'add' has none: only sides with a weight, at least one of them opaque, are areas side by side`,
          );
        const choice = choices.push({ first, second }) - 1;
        visit(closure.in1, tints, [...when, { choice, side: 0 }], true);
        visit(closure.in2, tints, [...when, { choice, side: 1 }], true);
        black([...when, { choice, side: 2 }]);
        return;
      }
    }
  };
  visit(stack.root, [], []);
  if (layers.length > MOST_LAYERS)
    throw new Error(
      `document '${where}' has ${layers.length} layers; layering 'transport' takes at most ${MOST_LAYERS}`,
    );
  return { layers, choices };
}

/** What scales a whole closure by one number, if anything does. */
function weightOf(closure: Closure): FlatInput | undefined {
  if (closure.op === 'multiply') return closure.tint.type === 'float' ? closure.tint : undefined;
  return closure.op === 'lobe' && closure.lobe.kind.opaque ? closure.lobe.node.inputs['weight'] : undefined;
}
