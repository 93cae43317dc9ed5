/** Names of vec4 values in scope: one vector, four lanes a block. */
export type Blocks = readonly string[];

export type FloatType = 'f32' | 'f16';

/** What a loop adds to a block index: `variable·stride`. */
export interface LoopIndex {
  readonly variable: string;
  readonly stride: number;
}

/** WGSL expression of type vec4 for one weight block: number `base`, and what the loops around it add. */
export type WeightFetch = (base: number, ...loops: readonly LoopIndex[]) => string;

export interface PrinterOptions {
  readonly float: FloatType;
  readonly weight: WeightFetch;
  /**
   * A linear layer with more vec4 multiply-adds than this is printed as loops with constant bounds over its output and
   * input blocks instead of straight text: much faster to compile on software adapters, which do not unroll them, and
   * somewhat slower to run there (ADR 0009). Default: never.
   */
  readonly rollAbove?: number;
  /**
   * The same for the transposed product of the backward pass, a loop over input blocks. Default 32: straight text that
   * reads every weight a second time took SwiftShader 7 to 17 s to compile for a 11-32-32-9 network, the loop 1.5 s.
   */
  readonly rollBackwardAbove?: number;
  /** Prefix of every name made; give distinct ones to texts that share a scope. Default 'v'. */
  readonly prefix?: string;
}

const LANES = ['x', 'y', 'z', 'w'] as const;

/** Collects WGSL statements in single static assignment form and hands out names. */
export class WgslPrinter {
  readonly float: FloatType;
  /** `vec4f` or `vec4h`. */
  readonly vec4: string;
  readonly weight: WeightFetch;
  readonly rollAbove: number;
  readonly rollBackwardAbove: number;
  readonly #prefix: string;
  readonly #lines: string[] = [];
  #names = 0;
  #indent = '  ';

  constructor(options: PrinterOptions) {
    this.float = options.float;
    this.vec4 = options.float === 'f32' ? 'vec4f' : 'vec4h';
    this.weight = options.weight;
    this.rollAbove = options.rollAbove ?? Infinity;
    this.rollBackwardAbove = options.rollBackwardAbove ?? 32;
    this.#prefix = options.prefix ?? 'v';
  }

  get text(): string {
    return this.#lines.join('\n') + '\n';
  }

  name(): string {
    return `${this.#prefix}${this.#names++}`;
  }

  line(text: string): void {
    this.#lines.push(this.#indent + text);
  }

  /** Prints `let name = expression;` with a new name, and returns the name. */
  let(expression: string): string {
    const name = this.name();
    this.line(`let ${name} = ${expression};`);
    return name;
  }

  /** Prints `var name<declaration>;` with a new name, and returns the name. */
  variable(declaration: string): string {
    const name = this.name();
    this.line(`var ${name}${declaration};`);
    return name;
  }

  /** Prints a loop of `count` rounds around what `body` prints; `body` gets the loop variable. */
  loop(count: number, body: (variable: string) => void): void {
    const variable = this.name();
    this.line(`for (var ${variable} = 0u; ${variable} < ${count}u; ${variable}++) {`);
    const outer = this.#indent;
    this.#indent = outer + '  ';
    body(variable);
    this.#indent = outer;
    this.line('}');
  }
}

/** Component k of a vector. */
export function lane(blocks: Blocks, k: number): string {
  const block = blocks[k >> 2];
  if (block === undefined) throw new RangeError(`lane ${k} of a value with ${blocks.length} blocks`);
  return `${block}.${LANES[k & 3]}`;
}

function blockIndex(base: number, loops: readonly LoopIndex[]): string {
  if (loops.length === 0) return `${base}`;
  return [...loops.map(({ variable, stride }) => `${variable} * ${stride}u`), `${base}u`].join(' + ');
}

/** Weights as an array of `vec4f`, or of `vec4h` in storage, named `array`; `first` names a u32 to begin at. */
export function arrayWeights(array: string, first?: string): WeightFetch {
  return (base, ...loops) => `${array}[${from(first, blockIndex(base, loops))}]`;
}

function from(first: string | undefined, index: string): string {
  return first === undefined ? index : `${first} + ${index}`;
}

/**
 * f16 weights two blocks to a `vec4u`: a uniform array has a stride of 16 bytes or more, so `array<vec4h>` may not
 * stand there. The halves of all blocks lie one behind the other. `first` names a u32, in `vec4u`, to begin at.
 */
export function packedHalfWeights(array: string, first?: string): WeightFetch {
  return (base, ...loops) => {
    if (loops.every(({ stride }) => stride % 2 === 0)) {
      const pairs = loops.map(({ variable, stride }) => ({ variable, stride: stride / 2 }));
      return `bitcast<vec4h>(${array}[${from(first, blockIndex(base >> 1, pairs))}].${base % 2 === 0 ? 'xy' : 'zw'})`;
    }
    // An odd stride alternates between the halves.
    const index = blockIndex(base, loops);
    const pair = `${array}[${from(first, `((${index}) >> 1u)`)}]`;
    return `bitcast<vec4h>(select(${pair}.xy, ${pair}.zw, ((${index}) & 1u) == 1u))`;
  };
}
