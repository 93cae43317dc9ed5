import type { FlatInput, FlatNode } from './flatGraph.ts';
import type { LobeKind } from './lobes/lobeKind.ts';

/** A lobe of the document. Several parents may share one node: it is one lobe then. */
export interface Lobe {
  readonly node: FlatNode;
  readonly kind: LobeKind;
}

/** The closure a surface shows, as a tree over its lobes; operators are MaterialX's. */
export type Closure =
  | { readonly op: 'lobe'; readonly lobe: Lobe }
  /** Response 0 and this throughput: what a lobe of weight 0 leaves. */
  | { readonly op: 'empty'; readonly throughput: 0 | 1 }
  | { readonly op: 'layer'; readonly node: string; readonly top: Closure; readonly base: Closure }
  | { readonly op: 'mix'; readonly node: string; readonly fg: Closure; readonly bg: Closure; readonly mix: FlatInput }
  | { readonly op: 'add'; readonly node: string; readonly in1: Closure; readonly in2: Closure }
  | { readonly op: 'multiply'; readonly node: string; readonly in1: Closure; readonly tint: FlatInput };

export const bends = ({ kind }: Lobe): boolean => kind.transmission?.sampling === 'refraction';

/** In order from above, with repeats. */
export function lobesOf(closure: Closure): Lobe[] {
  return closure.op === 'lobe' ? [closure.lobe] : childrenOf(closure).flatMap(lobesOf);
}

export function childrenOf(closure: Closure): Closure[] {
  switch (closure.op) {
    case 'layer':
      return [closure.top, closure.base];
    case 'mix':
      return [closure.fg, closure.bg];
    case 'add':
      return [closure.in1, closure.in2];
    case 'multiply':
      return [closure.in1];
    default:
      return [];
  }
}

/** From below: `change` sees closures whose parts are changed already. */
export function rewrite(closure: Closure, change: (closure: Closure) => Closure): Closure {
  const of = (child: Closure): Closure => rewrite(child, change);
  switch (closure.op) {
    case 'layer':
      return change({ ...closure, top: of(closure.top), base: of(closure.base) });
    case 'mix':
      return change({ ...closure, fg: of(closure.fg), bg: of(closure.bg) });
    case 'add':
      return change({ ...closure, in1: of(closure.in1), in2: of(closure.in2) });
    case 'multiply':
      return change({ ...closure, in1: of(closure.in1) });
    default:
      return change(closure);
  }
}

/** A constant input's value, where it is one number repeated. */
export function uniformValue(input: FlatInput | undefined): number | undefined {
  if (input?.kind !== 'value') return undefined;
  const list = typeof input.value === 'number' ? [input.value] : input.value;
  if (!Array.isArray(list)) return undefined;
  return list.every((x) => x === list[0]) ? (list[0] as number) : undefined;
}

/** Exact identities on pairs (response, throughput). */
export function simplify(closure: Closure): Closure {
  switch (closure.op) {
    case 'layer': {
      const top = simplify(closure.top);
      const base = simplify(closure.base);
      if (top.op === 'empty') return top.throughput === 1 ? base : top;
      if ((base.op === 'empty' && base.throughput === 1) || isOpaque(top)) return top;
      return { ...closure, top, base };
    }
    case 'mix': {
      const fg = simplify(closure.fg);
      const bg = simplify(closure.bg);
      return fg.op === 'empty' && bg.op === 'empty' && fg.throughput === bg.throughput ? fg : { ...closure, fg, bg };
    }
    case 'add': {
      const in1 = simplify(closure.in1);
      const in2 = simplify(closure.in2);
      if (in1.op === 'empty' && in1.throughput === 1) return in2;
      return in2.op === 'empty' && in2.throughput === 1 ? in1 : { ...closure, in1, in2 };
    }
    case 'multiply': {
      const in1 = simplify(closure.in1);
      const one = (uniformValue(closure.tint) ?? 0) >= 1; // tints are clamped to [0, 1]
      return in1.op === 'empty' || one ? in1 : { ...closure, in1 };
    }
    default:
      return closure;
  }
}

/** Throughput 0 for certain. */
export function isOpaque(closure: Closure): boolean {
  switch (closure.op) {
    case 'lobe':
      return closure.lobe.kind.opaque;
    case 'empty':
      return closure.throughput === 0;
    case 'layer':
      return isOpaque(closure.top) || isOpaque(closure.base);
    case 'mix':
      return isOpaque(closure.fg) && isOpaque(closure.bg);
    case 'add':
      return isOpaque(closure.in1) || isOpaque(closure.in2);
    case 'multiply':
      return isOpaque(closure.in1);
  }
}
