import { uniformValue, type Closure, type Lobe } from './stack.ts';
import type { FlatInput } from './flatGraph.ts';

/** What the caller knows about names. */
export interface CombinationScope {
  /** Name of a lobe's Closure; its statement is printed where it is first asked for. */
  closure(lobe: Lobe): string;
  /** f32 expression of a mix factor, in [0, 1]. */
  factor(input: FlatInput): string;
  /** f32 or vec3f expression of a tint, in [0, 1]. */
  tint(input: FlatInput): string;
  /** Prints `let NAME = EXPRESSION;` under a free name and gives the name. */
  define(expression: string): string;
  /** A lobe's share of the value has the factors `coefficient` (WGSL product, or nothing for 1). */
  contribute(lobe: Lobe, coefficient: string): void;
}

/**
 * Walks a closure from the top, so that each lobe gets one product of all that dims it: value = Σ coefficient·response.
 * MaterialX states the same from the bottom, in pairs (response, throughput); evaluateStack.ts does so, as the oracle.
 */
export function combineClosure(root: Closure, scope: CombinationScope): void {
  walk(root, [], scope);
}

function walk(closure: Closure, coefficient: readonly string[], scope: CombinationScope): void {
  const under = (child: Closure, factor: string) => {
    if (factor === '0.0' || child.op === 'empty') return;
    walk(child, factor === '1.0' ? coefficient : [...coefficient, factor], scope);
  };
  switch (closure.op) {
    case 'empty':
      return;
    case 'lobe':
      return scope.contribute(closure.lobe, coefficient.join(' * '));
    case 'layer':
      under(closure.top, '1.0');
      return under(closure.base, throughput(closure.top, scope));
    case 'mix': {
      const factor = scope.factor(closure.mix);
      under(closure.fg, factor);
      return under(closure.bg, `(1.0 - ${factor})`);
    }
    case 'add':
      under(closure.in1, '1.0');
      return under(closure.in2, '1.0');
    case 'multiply':
      return under(closure.in1, uniformValue(closure.tint) === 0 ? '0.0' : scope.tint(closure.tint));
  }
}

/** f32 expression: a name, or `0.0`, `1.0`. */
function throughput(closure: Closure, scope: CombinationScope): string {
  switch (closure.op) {
    case 'empty':
      return closure.throughput === 0 ? '0.0' : '1.0';
    case 'lobe':
      return closure.lobe.kind.opaque ? '0.0' : `${scope.closure(closure.lobe)}.throughput`;
    case 'layer': {
      const [top, base] = [throughput(closure.top, scope), throughput(closure.base, scope)];
      if (top === '0.0' || base === '0.0') return '0.0';
      if (top === '1.0') return base;
      return base === '1.0' ? top : scope.define(`${top} * ${base}`);
    }
    case 'mix': {
      const [fg, bg] = [throughput(closure.fg, scope), throughput(closure.bg, scope)];
      return fg === bg ? fg : scope.define(`mix(${bg}, ${fg}, ${scope.factor(closure.mix)})`);
    }
    case 'add': {
      const [a, b] = [throughput(closure.in1, scope), throughput(closure.in2, scope)];
      if (a === '0.0' || b === '0.0') return '0.0';
      if (a === '1.0') return b;
      return b === '1.0' ? a : scope.define(`max(${a} + ${b} - 1.0, 0.0)`);
    }
    case 'multiply':
      return throughput(closure.in1, scope);
  }
}
