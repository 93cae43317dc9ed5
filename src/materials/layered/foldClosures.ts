import type { FlatInput, FlatNode } from './flatGraph.ts';

type Nodes = ReadonlyMap<string, FlatNode>;

/** MaterialX's M_FLOAT_EPS: lobes of less weight return at once. */
const EPSILON = 1e-8;

/** Lobes that let light through where they do not reflect: with weight 0 they are the empty closure (0, 1). */
const TRANSMITTING = new Set(['dielectric_bsdf', 'generalized_schlick_bsdf', 'sheen_bsdf']);
/** Lobes of throughput 0, whatever their weight: what lies under them is unseen. */
const OPAQUE = new Set([
  'conductor_bsdf',
  'oren_nayar_diffuse_bsdf',
  'burley_diffuse_bsdf',
  'translucent_bsdf',
  'subsurface_bsdf',
  'chiang_hair_bsdf',
]);

const isNumber = (input: FlatInput | undefined, holds: (x: number) => boolean): boolean => {
  if (input?.kind !== 'value') return false;
  const { value } = input;
  return typeof value === 'object' ? value.every(holds) : typeof value === 'number' && holds(value);
};

const isEmpty = (input: FlatInput | undefined): boolean => input === undefined || input.kind === 'value';
const empty = (node: FlatNode): FlatInput => ({ kind: 'value', type: node.type, value: '' });

/** True for a closure whose throughput is exactly 0 in every direction. Parts that several operators share are looked at once. */
function isOpaque(input: FlatInput | undefined, nodes: Nodes, known = new Map<string, boolean>()): boolean {
  const node = input?.kind === 'link' ? nodes.get(input.node) : undefined;
  if (!node || node.type !== 'BSDF') return false;
  const found = known.get(node.name) ?? blocksAll(node, (name) => isOpaque(node.inputs[name], nodes, known));
  known.set(node.name, found);
  return found;
}

function blocksAll({ category }: FlatNode, opaque: (input: string) => boolean): boolean {
  if (OPAQUE.has(category)) return true;
  if (category === 'multiply') return opaque('in1');
  if (category === 'mix') return opaque('fg') && opaque('bg');
  // add: max(T1 + T2 - 1, 0) is 0 as soon as one of them is.
  if (category === 'add') return opaque('in1') || opaque('in2');
  return category === 'layer' && (opaque('top') || opaque('base'));
}

function simplifyBsdf(node: FlatNode, nodes: Nodes): FlatInput | undefined {
  const { weight, top, base, fg, bg, mix, in1, in2 } = node.inputs;
  if (TRANSMITTING.has(node.category)) return isNumber(weight, (x) => x < EPSILON) ? empty(node) : undefined;
  if (node.category === 'layer') {
    if (isEmpty(top)) return base?.type === 'BSDF' ? base : empty(node);
    return isEmpty(base) || isOpaque(top, nodes) ? top : undefined;
  }
  if (node.category === 'mix') return simplifyMix(fg, bg, mix);
  if (node.category === 'multiply') return isNumber(in2, (x) => x >= 1) || isEmpty(in1) ? in1 : undefined;
  if (node.category === 'add') {
    if (isEmpty(in1)) return in2;
    return isEmpty(in2) ? in1 : undefined;
  }
  return undefined;
}

function simplifyMix(fg?: FlatInput, bg?: FlatInput, mix?: FlatInput): FlatInput | undefined {
  const twins = fg?.kind === 'link' && bg?.kind === 'link' && fg.node === bg.node;
  if (isNumber(mix, (x) => x === 0) || twins || (isEmpty(fg) && isEmpty(bg))) return bg;
  return isNumber(mix, (x) => x === 1) ? fg : undefined;
}

function simplifyEdf(node: FlatNode): FlatInput | undefined {
  const { color, base, fg, bg, mix, in1, in2 } = node.inputs;
  const black = (input: FlatInput | undefined): boolean => isNumber(input, (x) => x === 0);
  switch (node.category) {
    case 'uniform_edf':
    case 'conical_edf':
    case 'measured_edf':
      return black(color) ? empty(node) : undefined;
    case 'generalized_schlick_edf':
      return isEmpty(base) ? empty(node) : undefined;
    case 'mix':
      return simplifyMix(fg, bg, mix);
    case 'multiply':
      if (isEmpty(in1) || black(in2)) return empty(node);
      return isNumber(in2, (x) => x === 1) ? in1 : undefined;
    case 'add':
      if (isEmpty(in1)) return in2;
      return isEmpty(in2) ? in1 : undefined;
    default:
      return undefined;
  }
}

/**
 * What a closure node equals exactly, if that is the empty closure or one of its inputs, by MaterialX's pairs (response,
 * throughput): a lobe of weight 0 is (0, 1), or (·, 0) where it is opaque; layer(t, b) = (t.r + b.r·t.T, t.T·b.T).
 */
export function simplifyClosure(node: FlatNode, nodes: Nodes): FlatInput | undefined {
  if (node.type === 'BSDF') return simplifyBsdf(node, nodes);
  return node.type === 'EDF' ? simplifyEdf(node) : undefined;
}
