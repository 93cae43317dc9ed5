import { link } from 'wesl/core';
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
  const modules = { ...shaderSources, ...generated };
  if (!(root in modules)) throw new Error(`no shader module '${root}' (shaders/${filePath(root)})`);
  const weslSrc = Object.fromEntries(Object.entries(modules).map(([path, text]) => [filePath(path), text]));
  const linked = await link({
    weslSrc,
    rootModuleName: `package::${root}`,
    conditions: options.conditions ?? {},
    constants: options.constants ?? {},
  }).catch((cause: unknown) => {
    throw new Error(`linking shader '${root}': ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  const { dest, sourceMap } = linked;
  return {
    wgsl: dest,
    locate(offset) {
      const position = sourceMap.destToSrc(offset);
      const before = position.src.text.slice(0, position.position);
      return { module: modulePathOf(position.src.path ?? root), line: before.split('\n').length };
    },
  };
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
