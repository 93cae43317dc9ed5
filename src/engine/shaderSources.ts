import type { ShaderModules } from './shaderLinker.ts';

const files = import.meta.glob<string>('../../shaders/**/*.wgsl', { query: '?raw', import: 'default', eager: true });

/** Every module under `shaders/`, by its path: `math::pcg` for `shaders/math/pcg.wgsl`. */
export const shaderSources: ShaderModules = Object.fromEntries(
  Object.entries(files).map(([file, text]) => [modulePath(file), text]),
);

function modulePath(file: string): string {
  return file
    .slice(file.indexOf('shaders/') + 'shaders/'.length)
    .replace(/\.wgsl$/, '')
    .replaceAll('/', '::');
}
