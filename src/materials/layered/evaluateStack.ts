import type { FlatInput } from './flatGraph.ts';
import {
  clamp,
  lobeGeometry,
  scale,
  addVec,
  multiplyVec,
  mapVec,
  type Vec3,
  type Closure as LobeClosure,
} from './lobes/lobeGeometry.ts';
import type { Closure, Lobe, Stack } from './stack.ts';

/** Components of a pattern input at the point in question. */
export type InputValues = (input: FlatInput) => readonly number[];

const EMPTY: readonly number[] = [];

/**
 * Float64 value f·|cos| of a stack, bottom up over MaterialX's pairs: the oracle of the printed program, which works top
 * down. `wo` and `wi` are unit vectors in mesh space; 0 unless both are above the surface.
 */
export function evaluateStack(stack: Stack, values: InputValues, wo: Vec3, wi: Vec3): Vec3 {
  if (wo[2] <= 0 || wi[2] <= 0) return [0, 0, 0];
  return pair(stack.root, values, wo, wi).response;
}

/** MaterialX's (response, throughput). */
interface Pair {
  readonly response: Vec3;
  readonly throughput: Vec3;
}

const ONE: Vec3 = [1, 1, 1];

function pair(closure: Closure, values: InputValues, wo: Vec3, wi: Vec3): Pair {
  const of = (child: Closure) => pair(child, values, wo, wi);
  switch (closure.op) {
    case 'empty':
      return { response: [0, 0, 0], throughput: scale(ONE, closure.throughput) };
    case 'lobe': {
      const { response, throughput } = evaluateLobe(closure.lobe, values, wo, wi);
      return { response, throughput: typeof throughput === 'number' ? scale(ONE, throughput) : throughput };
    }
    case 'layer': {
      const top = of(closure.top);
      const base = of(closure.base);
      return {
        response: addVec(top.response, multiplyVec(base.response, top.throughput)),
        throughput: multiplyVec(top.throughput, base.throughput),
      };
    }
    case 'mix': {
      const [fg, bg, t] = [of(closure.fg), of(closure.bg), clamp(values(closure.mix)[0], 0, 1)];
      return {
        response: addVec(scale(bg.response, 1 - t), scale(fg.response, t)),
        throughput: addVec(scale(bg.throughput, 1 - t), scale(fg.throughput, t)),
      };
    }
    case 'add': {
      const [a, b] = [of(closure.in1), of(closure.in2)];
      return {
        response: addVec(a.response, b.response),
        throughput: mapVec(addVec(a.throughput, b.throughput), (sum) => Math.max(0, sum - 1)),
      };
    }
    case 'multiply': {
      const inner = of(closure.in1);
      const tint = values(closure.tint).map((x) => clamp(x, 0, 1));
      const colour: Vec3 = [tint[0], tint[1] ?? tint[0], tint[2] ?? tint[0]];
      return { response: multiplyVec(inner.response, colour), throughput: inner.throughput };
    }
  }
}

function evaluateLobe({ node, kind }: Lobe, values: InputValues, wo: Vec3, wi: Vec3): LobeClosure {
  const inputs = Object.fromEntries(Object.keys(kind.inputs).map((name) => [name, values(node.inputs[name])]));
  const axis = (name: string, fallback: Vec3) => {
    const input = node.inputs[name];
    const value = input ? values(input) : EMPTY;
    return value.length === 3 ? (value as unknown as Vec3) : fallback;
  };
  const geometry = lobeGeometry(axis('normal', [0, 0, 1]), axis('tangent', [1, 0, 0]), wo, wi);
  return kind.evaluate(inputs, geometry);
}
