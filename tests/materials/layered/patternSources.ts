import type { Pcg } from '../../../src/engine/pcg.ts';
import type { FlatInput, FlatNode, PortType } from '../../../src/materials/layered/flatGraph.ts';

/** Values the inputs of a node under test take. */
export interface SourceRange {
  low: number;
  high: number;
}

/** Builds graphs whose inputs vary over the surface: each source is an affine function of the position or of uv. */
export class PatternSources {
  readonly nodes = new Map<string, FlatNode>();
  readonly #rng: Pcg;
  #count = 0;

  constructor(rng: Pcg) {
    this.#rng = rng;
    this.add('source/position', 'position', 'vector3', { space: { kind: 'value', type: 'string', value: 'object' } });
    this.add('source/uv', 'texcoord', 'vector2', { index: { kind: 'value', type: 'integer', value: 0 } });
  }

  add(name: string, category: string, type: PortType, inputs: Record<string, FlatInput>): FlatInput {
    this.nodes.set(name, { name, category, nodedef: `ND_${category}_${type}`, type, inputs });
    return { kind: 'link', type, node: name };
  }

  /** A varying input of `type` with components in the range, for positions in [-1, 1]³ and uv in [0, 1]². */
  varying(type: PortType, range: SourceRange): FlatInput {
    const name = this.#next();
    const float = (): FlatInput => this.#float(range);
    switch (type) {
      case 'float':
        return float();
      case 'integer':
        return this.add(name, 'floor', 'integer', { in: this.#float({ low: 0, high: 4 }) });
      case 'boolean':
        return this.add(name, 'ifgreater', 'boolean', { value1: float(), value2: float() });
      case 'matrix33':
      case 'matrix44': {
        const row: PortType = type === 'matrix33' ? 'vector3' : 'vector4';
        const rows = ['in1', 'in2', 'in3', ...(type === 'matrix44' ? ['in4'] : [])];
        return this.add(
          name,
          'creatematrix',
          type,
          Object.fromEntries(rows.map((key) => [key, this.varying(row, range)])),
        );
      }
      default: {
        const count = Number(type.at(-1));
        const inputs = Object.fromEntries(Array.from({ length: count }, (_, i) => [`in${i + 1}`, float()]));
        return this.add(name, `combine${count}`, type, inputs);
      }
    }
  }

  #next(): string {
    return `source/${this.#count++}`;
  }

  /** w·position + b with |w|₁ = (high - low)/2 and b the middle: inside the range everywhere. */
  #float({ low, high }: SourceRange): FlatInput {
    const weights = [0, 1, 2].map(() => this.#rng.nextFloat() * 2 - 1);
    const sum = weights.reduce((total, w) => total + Math.abs(w), 0);
    const scaled = weights.map((w) => Math.fround((w / sum) * ((high - low) / 2)));
    const vector: FlatInput = { kind: 'value', type: 'vector3', value: scaled };
    const middle: FlatInput = { kind: 'value', type: 'float', value: (low + high) / 2 };
    const position: FlatInput = { kind: 'link', type: 'vector3', node: 'source/position' };
    const product = this.add(this.#next(), 'dotproduct', 'float', { in1: position, in2: vector });
    return this.add(this.#next(), 'add', 'float', { in1: product, in2: middle });
  }
}
