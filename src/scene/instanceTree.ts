import { treeDepth } from './meshTree.ts';
import type { Tree } from './sceneData.ts';

/** Levels at most; a node that could not keep it by area splits in halves. */
const MAX_DEPTH = 24;

/**
 * Builds the tree over instances, one a leaf, by surface area heuristic over all splits of the three sorted orders.
 * @param boxes world bounds, (lower, upper) an instance
 */
export function buildInstanceTree(boxes: Float32Array): Tree {
  const total = boxes.length / 6;
  // No instance: one leaf whose box is farther than any ray goes.
  if (total === 0)
    return {
      bounds: new Float32Array(6).fill(2e30),
      first: Uint32Array.of(0),
      counts: Uint32Array.of(1),
      depth: 0,
    };
  const bounds = new Float32Array((2 * total - 1) * 6);
  const first = new Uint32Array(2 * total - 1);
  const counts = new Uint32Array(2 * total - 1);
  let made = 0;
  const build = (items: number[], level: number): number => {
    const node = made++;
    bounds.set(union(boxes, items), node * 6);
    if (items.length === 1) {
      first[node] = items[0];
      counts[node] = 1;
      return node;
    }
    const [left, right] = split(boxes, items, MAX_DEPTH - level);
    build(left, level + 1);
    first[node] = build(right, level + 1);
    return node;
  };
  build(
    Array.from({ length: total }, (_, i) => i),
    0,
  );
  return { bounds, first, counts, depth: treeDepth(first, counts) };
}

function split(boxes: Float32Array, items: number[], levelsLeft: number): [number[], number[]] {
  const centre = (item: number, axis: number) => boxes[item * 6 + axis] + boxes[item * 6 + 3 + axis];
  // A side with more items than the levels below can hold would end too deep.
  const most = 2 ** Math.min(30, levelsLeft - 1);
  let best = { cost: Infinity, order: items, at: items.length >> 1 };
  for (let axis = 0; axis < 3; axis++) {
    const order = items.toSorted((a, b) => centre(a, axis) - centre(b, axis) || a - b);
    const above = sweepAreas(boxes, order.toReversed()).toReversed();
    const below = sweepAreas(boxes, order);
    for (let at = 1; at < order.length; at++) {
      if (at > most || order.length - at > most) continue;
      const cost = below[at - 1] * at + above[at] * (order.length - at);
      if (cost < best.cost) best = { cost, order, at };
    }
  }
  return [best.order.slice(0, best.at), best.order.slice(best.at)];
}

/** Area of the union of the first 1, 2, ... boxes of an order. */
function sweepAreas(boxes: Float32Array, order: number[]): Float64Array {
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  return Float64Array.from(order, (item) => {
    grow(box, boxes, item);
    const [x, y, z] = [box[3] - box[0], box[4] - box[1], box[5] - box[2]];
    return x * y + y * z + z * x;
  });
}

function union(boxes: Float32Array, items: number[]): number[] {
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  for (const item of items) grow(box, boxes, item);
  return box;
}

function grow(box: number[], boxes: Float32Array, item: number): void {
  for (let k = 0; k < 3; k++) {
    box[k] = Math.min(box[k], boxes[item * 6 + k]);
    box[k + 3] = Math.max(box[k + 3], boxes[item * 6 + 3 + k]);
  }
}
