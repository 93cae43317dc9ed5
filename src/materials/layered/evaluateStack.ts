import { addVec, mapVec, multiplyVec, scale, type Vec3 } from '../../math/vec3.ts';
import type { FlatInput } from './flatGraph.ts';
import { isOfCurve } from './facingLobes.ts';
import { interfaceIndex } from './interfaceIndex.ts';
import { clamp, lobeGeometry, type Closure as LobeClosure } from './lobes/lobeGeometry.ts';
import type { Closure, Lobe } from './closure.ts';
import type { Stack } from './stack.ts';

/** Components of a pattern input at the point in question. */
export type InputValues = (input: FlatInput) => readonly number[];

const EMPTY: readonly number[] = [];

/**
 * Float64 value f·|cos| of a stack, bottom up over MaterialX's pairs: the oracle of the printed program, which works top
 * down. `wo` and `wi` are unit vectors in mesh space; 0 unless `wo` is above the surface. Light from below is what lobes let
 * through, dimmed by throughputs that know the viewer alone: those at the mirror direction.
 * @param back  the viewer sees the back of the mesh: inside of what lets light through
 */
export function evaluateStack(stack: Stack, values: InputValues, wo: Vec3, wi: Vec3, back = false): Vec3 {
  if (wo[2] <= 0 || wi[2] === 0) return [0, 0, 0];
  if (back && stack.walks) return walkedOut(stack.walks, values, wo, wi);
  return pair(stack.root, { stack, values, wo, wi, inside: back && stack.refracts }).response;
}

interface Query {
  readonly stack: Stack;
  readonly values: InputValues;
  readonly wo: Vec3;
  readonly wi: Vec3;
  readonly inside: boolean;
}

/** MaterialX's (response, throughput). */
interface Pair {
  readonly response: Vec3;
  readonly throughput: Vec3;
}

const ONE: Vec3 = [1, 1, 1];

function pair(closure: Closure, query: Query): Pair {
  const { values } = query;
  const of = (child: Closure) => pair(child, query);
  switch (closure.op) {
    case 'empty':
      return { response: [0, 0, 0], throughput: scale(ONE, closure.throughput) };
    case 'lobe': {
      const { response, throughput } = evaluateLobe(closure.lobe, query);
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

/** From inside of what light walks through, it leaves spread evenly. */
function walkedOut({ node }: Lobe, values: InputValues, wo: Vec3, wi: Vec3): Vec3 {
  const normal = node.inputs.normal ? values(node.inputs.normal) : EMPTY;
  const geometry = lobeGeometry(normal.length === 3 ? (normal as unknown as Vec3) : [0, 0, 1], [1, 0, 0], wo, wi);
  return wi[2] < 0 ? scale(ONE, Math.max(0, -geometry.wi[2]) / Math.PI) : [0, 0, 0];
}

function evaluateLobe(lobe: Lobe, query: Query): LobeClosure {
  const { node, kind } = lobe;
  const { stack, values, wo, wi, inside } = query;
  const index = interfaceIndex(lobe, stack, values);
  const inputOf = (name: string): readonly number[] => {
    if (inside && stack.facing.has(lobe)) {
      if (name === 'weight') return [1];
      if (isOfCurve(name))
        return values(node.inputs[name]).map((value) => Math.max(0, value) * values(node.inputs.weight)[0]);
    }
    if (index === undefined || kind.relative !== 'index' || name !== 'ior') return values(node.inputs[name]);
    return [inside ? 1 / index : index];
  };
  const inputs: Record<string, readonly number[]> = { inside: [inside ? (index ?? 0) : 0] };
  for (const name of Object.keys(kind.inputs)) inputs[name] = inputOf(name);
  const axis = (name: string, fallback: Vec3) => {
    const input = node.inputs[name];
    const value = input ? values(input) : EMPTY;
    return value.length === 3 ? (value as unknown as Vec3) : fallback;
  };
  const geometry = lobeGeometry(axis('normal', [0, 0, 1]), axis('tangent', [1, 0, 0]), wo, wi);
  if (wi[2] > 0) return kind.evaluate(inputs, geometry);
  const [x, y, z] = geometry.wo;
  const mirror = { wo: geometry.wo, wi: [-x, -y, z] as const, h: [0, 0, 1] as const, wo_h: z, wi_wo: 2 * z * z - 1 };
  const { throughput } = kind.evaluate(inputs, mirror);
  return { response: kind.transmission?.evaluate(inputs, geometry) ?? [0, 0, 0], throughput };
}
