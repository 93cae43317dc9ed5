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
  const seen = new Set<string>();
  const take = (input: FlatInput) => {
    if (input.kind !== 'link') return;
    const expression = printer.expression(input);
    if (seen.has(expression)) return;
    seen.add(expression);
    const count = componentCount(input.type);
    if (count === 1) scalars.push(`f32(${expression})`);
    else for (let i = 0; i < count; i++) scalars.push(`${expression}[${i}]`);
  };
  featureInputs(stack).forEach(take);
  if (scalars.length === 0) return undefined;
  const blocks = Array.from({ length: Math.ceil(scalars.length / 4) }, (_, b) =>
    [0, 1, 2, 3].map((lane) => scalars[4 * b + lane] ?? '0.0').join(', '),
  );
  const imports = new Set([...printer.imports, 'package::bsdf::bsdf::SurfacePoint']);
  const text = [
    ...[...imports].toSorted().map((path) => `import ${path};`),
    `const FEATURE_BLOCKS = ${blocks.length}u;`,
    ...printer.functions(),
    `fn pattern_features(point: SurfacePoint) -> array<vec4f, ${blocks.length}> {`,
    ...printer.preamble().map((line) => `  ${line}`),
    ...printer.statements().map((line) => `  ${line}`),
    `  return array<vec4f, ${blocks.length}>(${blocks.map((block) => `vec4f(${block})`).join(', ')});`,
    '}',
    '',
  ].join('\n');
  return { count: scalars.length, modules: { pattern_features: text } };
}
