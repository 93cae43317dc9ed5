import { Pcg } from '../../../src/engine/pcg.ts';

/** Numbers that documents should not hold, and some that they may. */
const NUMBERS = [
  '0',
  '-1',
  '1e-30',
  '1e39',
  '-1e12',
  'nan',
  'inf',
  '',
  '1,2',
  '0.5, 0.5, 0.5',
  '4294967296',
  '2',
  'true',
  'abc',
];
const TYPES = [
  'float',
  'color3',
  'vector2',
  'vector3',
  'integer',
  'boolean',
  'BSDF',
  'string',
  'filename',
  'surfaceshader',
];

/** A broken copy of a document: one to four changes drawn by the seed, of the kinds that hands and tools make. */
export function mutate(xml: string, seed: number): string {
  const random = new Pcg(seed);
  const below = (count: number): number => Math.min(count - 1, Math.floor(random.nextFloat() * count));
  const any = <T>(list: readonly T[]): T => list[below(list.length)];
  /** Replaces what one of the places that `pattern` finds holds in its first group. */
  const one = (text: string, pattern: RegExp, by: (found: string) => string): string => {
    const places = [...text.matchAll(pattern)];
    if (places.length === 0) return text;
    const place = any(places);
    const at = place.index + place[0].indexOf(place[1]);
    return text.slice(0, at) + by(place[1]) + text.slice(at + place[1].length);
  };
  const names = [...xml.matchAll(/\bname="([^"]+)"/g)].map(([, name]) => name);
  const changes: ((text: string) => string)[] = [
    (text) => one(text, /value="([^"]+)"/g, () => any(NUMBERS)),
    (text) => one(text, /nodename="([^"]+)"/g, () => any(names)),
    (text) => one(text, /type="([^"]+)"/g, () => any(TYPES)),
    (text) => one(text, /\sname="([^"]+)"/g, () => any(['', 'in', 'color', 'roughness', ...names.slice(0, 4)])),
    (text) => one(text, /<([a-z_0-9]+)[\s>]/g, () => any(['add', 'mix', 'layer', 'nodegraph', 'dielectric_bsdf', 'x'])),
    (text) => one(text, /(<input [^>]*\/>)/g, (found) => any(['', found + found])),
    (text) => one(text, /(\n[^\n]+)/g, () => ''),
    (text) => one(text, /([<>="/])/g, () => any(['', '<', '&', '"', '\u0000'])),
    (text) => text.slice(0, below(text.length)),
    (text) => {
      const at = below(text.length);
      return text.slice(0, at) + text.slice(at, at + below(60)).repeat(2) + text.slice(at);
    },
  ];
  let text = xml;
  for (let i = 0; i <= below(4); i++) text = any(changes)(text);
  return text;
}
