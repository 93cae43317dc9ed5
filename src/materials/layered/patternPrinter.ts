import { sampler, texture2d, type BindingEntry } from '../../engine/bindings.ts';
import { componentCount, NodeError, type FlatGraph, type FlatInput, type FlatNode } from './flatGraph.ts';
import type { PrintArguments } from './patternNode.ts';
import { patternNode } from './patternNodes.ts';
import { outputType, textInput } from './patternTypes.ts';
import { uvScale } from './uvScale.ts';
import { floatLiteral, identifier, literal, wgslType } from './wgslText.ts';

export const IMAGE_SAMPLER = 'image_sampler';
export const POSITION_MAP = 'position_map';
/** The point that patterns see where a position map stands in for its position. */
const PLACED = 'placed';

export interface PatternPrinterOptions {
  /** Name of the `SurfacePoint` variable in scope; `point` by default. */
  point?: string;
  /** Module the texture bindings are imported from. */
  bindings?: string;
  /** The object-space position is that of a texture over uv, the binding `POSITION_MAP`, not the point's own. */
  positionMap?: boolean;
}

/** A texture the printed text reads, by the name of its binding. */
export interface PatternImage {
  readonly binding: string;
  readonly file: string;
  readonly srgb: boolean;
}

/** What a printer and the printers of its helper functions share. */
interface Shared {
  readonly graph: FlatGraph;
  readonly options: Required<PatternPrinterOptions>;
  readonly imports: Set<string>;
  readonly images: Map<string, PatternImage>;
  readonly functions: Map<string, string>;
  /** Names of those that give a node's heights, by the node's. */
  readonly heights: Map<string, string>;
}

/**
 * Prints pattern nodes as WGSL `let` statements in dependency order, each node once, over a `SurfacePoint`.
 * Ask for expressions first, then take `statements()`, `functions()`, `imports` and `bindings()`.
 */
export class PatternPrinter {
  readonly #shared: Shared;
  readonly #point: string;
  readonly #statements: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(graph: FlatGraph, options: PatternPrinterOptions = {}, shared?: Shared) {
    const mapped = options.positionMap === true;
    const filled = {
      point: mapped ? PLACED : 'point',
      bindings: 'package::program_bindings',
      positionMap: mapped,
      ...options,
    };
    this.#shared = shared ?? {
      graph,
      options: filled,
      imports: new Set(),
      images: new Map(),
      functions: new Map(),
      heights: new Map(),
    };
    this.#point = filled.point;
  }

  /** Full `package::` paths of everything the text uses. */
  get imports(): Set<string> {
    return this.#shared.imports;
  }

  /** Images the text reads, one binding each. */
  get images(): PatternImage[] {
    return [...this.#shared.images.values()];
  }

  /** To stand before `statements()`, where the point given is called `point`. */
  preamble(): string[] {
    const { positionMap, bindings } = this.#shared.options;
    if (!positionMap) return [];
    this.imports.add(`${bindings}::${POSITION_MAP}`).add('package::bsdf::bsdf::SurfacePoint');
    return [
      `let map_size = vec2i(textureDimensions(${POSITION_MAP}));`,
      `let map_texel = (vec2i(floor(point.uv * vec2f(map_size))) % map_size + map_size) % map_size;`,
      `let ${PLACED} = SurfacePoint(textureLoad(${POSITION_MAP}, map_texel, 0).xyz, point.uv, point.footprint, point.member, point.back);`,
    ];
  }

  /** `let` statements for every node asked for so far. */
  statements(): string[] {
    return [...this.#statements];
  }

  /** Helper functions to stand at module scope. */
  functions(): string[] {
    return [...this.#shared.functions.values()];
  }

  /** Entries for the program's bind group: a texture per image and one repeating bilinear sampler. */
  bindings(): Record<string, BindingEntry> {
    const textures = this.images.map(({ binding }) => [binding, texture2d()] as const);
    return {
      ...Object.fromEntries(textures),
      ...(textures.length > 0 && { [IMAGE_SAMPLER]: sampler() }),
      ...(this.#shared.options.positionMap && { [POSITION_MAP]: texture2d('unfilterable-float') }),
    };
  }

  /**
   * WGSL expression of a pattern input: a literal, or the name of a `let` that `statements()` defines.
   * @throws when a node is not supported, naming node, category and document.
   */
  expression(input: FlatInput): string {
    if (input.kind === 'value') return literal(input.type, input.value);
    return this.#node(input.node, input.output);
  }

  #node(name: string, output: string | undefined): string {
    const key = output === undefined ? name : `${name}.${output}`;
    const known = this.#names.get(key);
    if (known) return known;
    const node = this.#shared.graph.nodes.get(name);
    if (!node)
      throw new Error(
        `document '${this.#shared.graph.document}': a link leads to node '${name}', which does not exist`,
      );
    const { graph } = this.#shared;
    const [type, text] = NodeError.within(graph, node, () => {
      const wgsl = wgslType(outputType(node, output));
      return [wgsl, patternNode(graph, node).print(this.#arguments(node, output, wgsl))] as const;
    });
    const variable = this.#unique(`p_${identifier(key)}`);
    this.#statements.push(`let ${variable}: ${type} = ${text};`);
    this.#names.set(key, variable);
    return variable;
  }

  #arguments(node: FlatNode, output: string | undefined, type: string): PrintArguments {
    const input = (name: string): FlatInput => {
      const found = node.inputs[name];
      if (!found) throw new Error(`input '${name}' is missing`);
      return found;
    };
    const value = (name: string): string => this.expression(input(name));
    const { imports } = this.#shared;
    return {
      node,
      output,
      type,
      value,
      wide: (name) =>
        componentCount(input(name).type) === 1 && type !== 'f32' ? `${type}(${value(name)})` : value(name),
      text: (name) => textInput(node, name),
      inputType: (name) => input(name).type,
      use: (path) => {
        imports.add(path);
        return path.slice(path.lastIndexOf(':') + 1);
      },
      point: this.#point,
      texture: (file, srgb) => this.#texture(file, srgb),
      uvScale: (name) => uvScale(this.#shared.graph, input(name)),
      heightFunction: (height, texcoord, step) => this.#heightFunction(node, input(height), input(texcoord), step),
    };
  }

  #texture(file: string, srgb: boolean): { texture: string; sampler: string } {
    const { images, imports, options } = this.#shared;
    const key = `${file}|${srgb}`;
    let image = images.get(key);
    if (!image) {
      const stem = identifier(file.slice(file.lastIndexOf('/') + 1));
      const taken = new Set([...images.values()].map(({ binding }) => binding));
      image = { binding: firstFree(`image_${stem}${srgb ? '_srgb' : ''}`, taken), file, srgb };
      images.set(key, image);
    }
    imports.add(`${options.bindings}::${image.binding}`).add(`${options.bindings}::${IMAGE_SAMPLER}`);
    return { texture: image.binding, sampler: IMAGE_SAMPLER };
  }

  /** One call site in a loop, so that the height's own graph is in the program once. */
  #heightFunction(node: FlatNode, height: FlatInput, texcoord: FlatInput, step: number): string {
    const { graph, options, functions, heights, imports } = this.#shared;
    const printed = heights.get(node.name);
    if (printed !== undefined) return printed;
    const name = firstFree(`heights_${identifier(node.name)}`, new Set(functions.keys()));
    heights.set(node.name, name);
    const inner = new PatternPrinter(graph, { ...options, point: 'at' }, this.#shared);
    const uv = inner.expression(texcoord);
    const result = `vec3f(${inner.expression(height)}, ${uv})`;
    const body = inner.statements();
    if ([...body, result].some((line) => line.includes('at.position'))) {
      throw new Error('its height reads the position, whose change along the surface is unknown');
    }
    imports.add('package::bsdf::bsdf::SurfacePoint');
    functions.set(
      name,
      [
        `fn ${name}(point: SurfacePoint) -> array<vec3f, 4> {`,
        '  var samples: array<vec3f, 4>;',
        '  for (var i = 0u; i < 4u; i++) {',
        `    let along = select(vec2f(0.0, 1.0), vec2f(1.0, 0.0), i < 2u);`,
        '    var at = point;',
        `    at.uv += along * select(-${floatLiteral(step)}, ${floatLiteral(step)}, (i & 1u) == 1u);`,
        ...body.map((line) => `    ${line}`),
        `    samples[i] = ${result};`,
        '  }',
        '  return samples;',
        '}',
      ].join('\n'),
    );
    return name;
  }

  #unique(name: string): string {
    const free = firstFree(name, this.#taken);
    this.#taken.add(free);
    return free;
  }
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name}_${i}`;
  return free;
}
