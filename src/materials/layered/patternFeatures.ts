import type { ProgramFeatures } from '../program.ts';
import { componentCount, type FlatInput } from './flatGraph.ts';
import type { PatternPrinter } from './patternPrinter.ts';
import { featureInputs, type Stack } from './stack.ts';

/**
 * Prints the numbers that make a stack differ from point to point, as the module `pattern_features`: every input of a live
 * lobe that is not constant (normals and tangents too), mix factors and tints, each expression once, in order of use.
 * They determine the stack: what an encoder learns from (Zeltner et al. 2024, section 4.2).
 * To be called after the stack is printed with the same printer, so that both name the same textures.
 * @returns nothing where the stack is the same everywhere.
 */
export function printFeatures(stack: Stack, printer: PatternPrinter): ProgramFeatures | undefined {
  const scalars: string[] = [];
  const products: string[] = [];
  const seen = new Set<string>();
  const take = (input: FlatInput) => {
    if (input.kind !== 'link') return;
    const expression = printer.expression(input);
    if (seen.has(expression)) return;
    seen.add(expression);
    const count = componentCount(input.type);
    // Of a normal or tangent map: x·y.
    if (input.type === 'vector3') products.push(`${lane(scalars.length)} * ${lane(scalars.length + 1)}`);
    if (count === 1) scalars.push(`f32(${expression})`);
    else for (let i = 0; i < count; i++) scalars.push(`${expression}[${i}]`);
  };
  featureInputs(stack).forEach(take);
  if (scalars.length === 0) return undefined;
  const blocks = inBlocks(scalars);
  const productBlocks = inBlocks(products);
  const imports = new Set([...printer.imports, 'package::bsdf::bsdf::SurfacePoint']);
  const text = [
    ...[...imports].toSorted().map((path) => `import ${path};`),
    `const FEATURE_BLOCKS = ${blocks.length}u;`,
    `const PRODUCT_BLOCKS = ${productBlocks.length}u;`,
    ...printer.functions(),
    `fn pattern_features(point: SurfacePoint) -> array<vec4f, ${blocks.length}> {`,
    ...printer.preamble().map((line) => `  ${line}`),
    ...printer.statements().map((line) => `  ${line}`),
    `  return array<vec4f, ${blocks.length}>(${blocks.join(', ')});`,
    '}',
    `fn feature_products(features: array<vec4f, ${blocks.length}>) -> array<vec4f, ${productBlocks.length}> {`,
    '  var f = features;',
    `  return array<vec4f, ${productBlocks.length}>(${productBlocks.join(', ')});`,
    '}',
    '',
  ].join('\n');
  return { count: scalars.length, productBlocks: productBlocks.length, modules: { pattern_features: text } };
}

/** Feature `i` in the body of `feature_products`. */
function lane(i: number): string {
  return `f[${i >> 2}][${i & 3}]`;
}

/** Expressions of vec4f, the last filled up with zeros; at least one. */
function inBlocks(scalars: readonly string[]): string[] {
  return Array.from({ length: Math.max(1, Math.ceil(scalars.length / 4)) }, (_, b) => {
    const lanes = [0, 1, 2, 3].map((k) => scalars[4 * b + k] ?? '0.0');
    return `vec4f(${lanes.join(', ')})`;
  });
}
