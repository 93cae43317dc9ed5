import { uniformValue, type Closure, type Lobe } from './closure.ts';
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
      return under(closure.base, throughput(closure.top, scope).text);
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

/** WGSL expression of a throughput: a name or a number. */
interface Throughput {
  readonly text: string;
  /** vec3f; else f32. */
  readonly coloured: boolean;
}

const BLOCKED: Throughput = { text: '0.0', coloured: false };
const OPEN: Throughput = { text: '1.0', coloured: false };

function throughput(closure: Closure, scope: CombinationScope): Throughput {
  const defined = (text: string, ...of: readonly Throughput[]): Throughput => ({
    text: scope.define(text),
    coloured: of.some(({ coloured }) => coloured),
  });
  switch (closure.op) {
    case 'empty':
      return closure.throughput === 0 ? BLOCKED : OPEN;
    case 'lobe': {
      const { opaque, coloured = false } = closure.lobe.kind;
      return opaque ? BLOCKED : { text: `${scope.closure(closure.lobe)}.throughput`, coloured };
    }
    case 'layer': {
      const [top, base] = [throughput(closure.top, scope), throughput(closure.base, scope)];
      if (top === BLOCKED || base === BLOCKED) return BLOCKED;
      if (top === OPEN) return base;
      return base === OPEN ? top : defined(`${top.text} * ${base.text}`, top, base);
    }
    case 'mix': {
      const [fg, bg] = [throughput(closure.fg, scope), throughput(closure.bg, scope)];
      if (fg.text === bg.text) return fg;
      const factor = scope.factor(closure.mix);
      const sides = [bg, fg].map(({ text }) => (bg.coloured || fg.coloured ? `vec3f(${text})` : text));
      return defined(`mix(${sides.join(', ')}, ${factor})`, fg, bg);
    }
    case 'add': {
      const [a, b] = [throughput(closure.in1, scope), throughput(closure.in2, scope)];
      if (a === BLOCKED || b === BLOCKED) return BLOCKED;
      if (a === OPEN) return b;
      if (b === OPEN) return a;
      const zero = a.coloured || b.coloured ? 'vec3f(0.0)' : '0.0';
      return defined(`max(${a.text} + ${b.text} - 1.0, ${zero})`, a, b);
    }
    case 'multiply':
      return throughput(closure.in1, scope);
  }
}
