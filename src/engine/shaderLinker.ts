import { composeResolvers, createConstantsResolver, linkRegistry, RecordResolver } from 'wesl/core';
import { shaderSources } from './shaderSources.ts';

/** WESL text by module path without `package::`, e.g. `program` or `math::pcg`. */
export type ShaderModules = Record<string, string>;

export interface LinkOptions {
  /** Modules printed by TypeScript; they may not shadow a file under `shaders/`. */
  generated?: ShaderModules;
  /** Values of `@if(NAME)`. */
  conditions?: Record<string, boolean>;
  /** Values imported as `constants::NAME`. */
  constants?: Record<string, string | number>;
}

/** One WGSL text, and the way back from a place in it to the module it came from. */
export interface LinkedShader {
  readonly wgsl: string;
  /** Offset in characters from the start of `wgsl` -> module path and 1-based line. */
  locate(offset: number): { module: string; line: number };
}

/**
 * Links `root` (a module path such as `kernels::trace`) with all it imports; code nothing reaches is dropped.
 * @throws if the root or an import is missing, or a generated module would shadow a file.
 */
export async function linkShader(root: string, options: LinkOptions = {}): Promise<LinkedShader> {
  const generated = options.generated ?? {};
  const shadowed = Object.keys(generated).find((path) => path in shaderSources);
  if (shadowed) throw new Error(`generated shader module '${shadowed}' shadows shaders/${filePath(shadowed)}`);
  if (!(root in shaderSources) && !(root in generated))
    throw new Error(`no shader module '${root}' (shaders/${filePath(root)})`);
  const resolver = composeResolvers(
    files,
    resolverOf(generated),
    createConstantsResolver(options.constants ?? {}, 'package'),
  );
  const link = (sourceMap: boolean) =>
    linkRegistry({
      resolver,
      rootModuleName: `package::${root}`,
      conditions: options.conditions ?? {},
      sourceMap,
    });
  let wgsl: string;
  try {
    wgsl = link(false).dest.text;
  } catch (cause) {
    throw new Error(`linking shader '${root}': ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return {
    wgsl,
    locate(offset) {
      // Only errors ask where a text came from: they pay for the map.
      const position = link(true).destToSrc(offset);
      const before = position.src.text.slice(0, position.position);
      return { module: modulePathOf(position.src.path ?? root), line: before.split('\n').length };
    },
  };
}

// Files are parsed once, for all kernels: a page links a dozen before its first image.
const files = resolverOf(shaderSources);

function resolverOf(modules: ShaderModules): RecordResolver {
  const sources = Object.fromEntries(Object.entries(modules).map(([path, text]) => [filePath(path), text]));
  return new RecordResolver(sources, { keepComments: false });
}

function filePath(path: string): string {
  return `${path.replaceAll('::', '/')}.wgsl`;
}

function modulePathOf(path: string): string {
  return path
    .replace(/^\.\//, '')
    .replace(/\.(wesl|wgsl)$/, '')
    .replaceAll('/', '::');
}
