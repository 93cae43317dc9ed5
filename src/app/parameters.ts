import type { Subsurface } from '../materials/layered/lobes/lobeKinds.ts';

/** What the address of the viewer may say; everything else about it is state of the session. */
export interface ViewerParameters {
  /** A demo object's name or the address of a glTF file. */
  object: string;
  /** An asset material's name. */
  material: string;
  /** An environment's name or the address of an .hdr or .exr file. */
  environment: string;
  /** Film size in pixels; absent: follow the window. */
  resolution?: { width: number; height: number };
  seed: number;
  /** Stop after this many samples a pixel; 0: never. */
  spp: number;
  /** Controls and figures shown. */
  hud: boolean;
  view: ViewMode;
  /** What the layered reference's light does below a `subsurface_bsdf`. */
  subsurface: Subsurface;
}

export const SUBSURFACES = ['diffuse', 'walk'] as const satisfies readonly Subsurface[];

export const VIEW_MODES = ['split', 'neural', 'reference', 'difference'] as const;
export type ViewMode = (typeof VIEW_MODES)[number];

export const DEFAULT_PARAMETERS: ViewerParameters = {
  object: 'shaderBall',
  material: '',
  environment: 'studio',
  seed: 1,
  spp: 0,
  hud: true,
  view: 'split',
  subsurface: 'diffuse',
};

const MAX_SIDE = 8192;
/** A film of more would not fit the largest buffer that is asked for (1 GiB). */
const MAX_PIXELS = 2 ** 25;
const MAX_U32 = 0xffffffff;
const KNOWN = new Set(['object', 'scene', 'material', 'env', 'resolution', 'seed', 'spp', 'hud', 'view', 'subsurface']);

/**
 * Reads a query string such as `?object=teapot&material=stoneware&resolution=512x384&hud=0`.
 * A value that cannot be used leaves the default in place and is named in `problems`.
 */
export function readParameters(search: string): { parameters: ViewerParameters; problems: string[] } {
  const query = new URLSearchParams(search);
  const parameters = { ...DEFAULT_PARAMETERS };
  const problems: string[] = [];
  for (const key of query.keys()) {
    if (!KNOWN.has(key)) problems.push(`The address names an unknown parameter "${key}".`);
  }
  parameters.object = query.get('object') || query.get('scene') || parameters.object;
  parameters.material = query.get('material') || parameters.material;
  parameters.environment = query.get('env') || parameters.environment;
  parameters.seed = wholeNumber(query, 'seed', parameters.seed, problems);
  parameters.spp = wholeNumber(query, 'spp', parameters.spp, problems);

  const resolution = query.get('resolution');
  if (resolution !== null) {
    const size = parseResolution(resolution);
    if (size) parameters.resolution = size;
    else
      problems.push(
        `resolution=${resolution} is not a size such as 512 or 640x480 (1 to ${MAX_SIDE} a side, ${MAX_PIXELS} pixels).`,
      );
  }
  const hud = query.get('hud');
  if (hud === '0' || hud === '1') parameters.hud = hud === '1';
  else if (hud !== null) problems.push(`hud=${hud} is neither 0 nor 1.`);

  const view = query.get('view');
  const mode = VIEW_MODES.find((name) => name === view);
  if (mode) parameters.view = mode;
  else if (view !== null) problems.push(`view=${view} is none of ${VIEW_MODES.join(', ')}.`);

  const subsurface = query.get('subsurface');
  const below = SUBSURFACES.find((name) => name === subsurface);
  if (below) parameters.subsurface = below;
  else if (subsurface !== null) problems.push(`subsurface=${subsurface} is none of ${SUBSURFACES.join(', ')}.`);
  return { parameters, problems };
}

/** The query string of a view, defaults left out, so that an address can be shared; '' if all are defaults. */
export function writeParameters(parameters: ViewerParameters): string {
  const query = new URLSearchParams();
  const { resolution } = parameters;
  if (parameters.object !== DEFAULT_PARAMETERS.object) query.set('object', parameters.object);
  if (parameters.material !== DEFAULT_PARAMETERS.material) query.set('material', parameters.material);
  if (parameters.environment !== DEFAULT_PARAMETERS.environment) query.set('env', parameters.environment);
  if (resolution) query.set('resolution', `${resolution.width}x${resolution.height}`);
  if (parameters.seed !== DEFAULT_PARAMETERS.seed) query.set('seed', String(parameters.seed));
  if (parameters.spp !== DEFAULT_PARAMETERS.spp) query.set('spp', String(parameters.spp));
  if (parameters.view !== DEFAULT_PARAMETERS.view) query.set('view', parameters.view);
  if (parameters.subsurface !== DEFAULT_PARAMETERS.subsurface) query.set('subsurface', parameters.subsurface);
  if (!parameters.hud) query.set('hud', '0');
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** `512` is a square; `640x480` is width by height. Undefined if it is neither. */
export function parseResolution(text: string): { width: number; height: number } | undefined {
  const match = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(text.trim());
  if (!match) return undefined;
  const width = Number(match[1]);
  const height = match[2] === undefined ? width : Number(match[2]);
  const usable = (side: number): boolean => side >= 1 && side <= MAX_SIDE;
  return usable(width) && usable(height) && width * height <= MAX_PIXELS ? { width, height } : undefined;
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number, problems: string[]): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (/^\d{1,10}$/.test(text) && Number(text) <= MAX_U32) return Number(text);
  problems.push(`${name}=${text} is not a whole number from 0 to ${MAX_U32}.`);
  return otherwise;
}
