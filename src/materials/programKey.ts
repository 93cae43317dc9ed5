import type { ShaderModules } from '../engine/shaderLinker.ts';

/** 64 bits of hash over the modules' paths and texts, as 16 hex digits: equal text, equal key. */
export function programKey(modules: ShaderModules): string {
  const text = Object.entries(modules)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join('\u0000');
  return hash32(text, 0x811c9dc5) + hash32(text, 0x2545f491);
}

/** FNV-1a over UTF-16 units with a final avalanche. */
function hash32(text: string, basis: number): string {
  let h = basis;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
