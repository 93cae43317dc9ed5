/** Why a document cannot be compared with MaterialX's shader as it is, or not so closely (docs/materialx.md tells more). */
export interface Exception {
  readonly why: string;
  /** What makes it comparable. */
  readonly edit?: readonly [from: string | RegExp, to: string];
  /** Side of MaterialX's image of the document as it is, for what it differences over the screen. */
  readonly size?: number;
  /** Bars of the document as it is on the sphere, where they are not the common ones. */
  readonly mean?: number;
  readonly p95?: number;
}

/** Of all other documents, and of edited ones. */
export const BARS = { mean: 0.01, p95: 0.03 };

const MIRROR = 'α is at least 1e-3 here: the highlight of a smoother coat is another; with a rougher one they agree';
const SMOOTH = { why: MIRROR, mean: 0.02 };

// At 2,000 pixels half of it is left, as differences over ever smaller pixels promise; that takes minutes.
const HEIGHTS: Exception = {
  why: 'heighttonormal: MaterialX differences over the screen, Patina over uv; finer pixels come nearer, and with slopes that both know they agree',
  size: 1000,
  mean: 0.02,
  p95: 0.05,
  edit: [
    /<heighttonormal name="([^"]+)" type="vector3">\s*<input name="in" type="float" nodename="([^"]+)" \/>[^]*?<\/heighttonormal>/g,
    '<combine3 name="$1" type="vector3"><input name="in1" type="float" nodename="$2"/><input name="in2" type="float" value="0.4"/><input name="in3" type="float" value="1"/></combine3>',
  ],
};

/** By the names of documents. */
export const exceptions: Readonly<Record<string, Exception>> = {
  standard_surface_carpaint: {
    ...SMOOTH,
    edit: ['name="coat_roughness" type="float" value="0"', 'name="coat_roughness" type="float" value="0.1"'],
  },
  open_pbr_carpaint: {
    ...SMOOTH,
    edit: ['name="coat_roughness" type="float" value="0.02"', 'name="coat_roughness" type="float" value="0.1"'],
  },
  gltf_pbr_carpaint: {
    ...SMOOTH,
    edit: [
      '<input name="roughness" type="float" value="0.4" />',
      '<input name="roughness" type="float" value="0.4" /><input name="clearcoat_roughness" type="float" value="0.1" />',
    ],
  },
  standard_surface_marble_solid: {
    why: 'subsurface scattering is blurred over the curvature on the screen there, and not at all here',
    edit: ['name="subsurface" type="float" value="0.4"', 'name="subsurface" type="float" value="0"'],
    mean: 0.08,
    p95: 0.45,
  },
  anodisedAluminium: HEIGHTS,
  glazedStoneware: HEIGHTS,
  lacqueredCopper: HEIGHTS,
  pearlescentCarPaint: HEIGHTS,
};

/** @throws where the document no longer holds what the exception changes */
export function editedDocument(xml: string, name: string, [from, to]: NonNullable<Exception['edit']>): string {
  const edited = xml.replace(from, to);
  if (edited === xml) throw new Error(`${name} has no '${String(from)}'`);
  return edited;
}
