/** Why a document cannot be compared with MaterialX's shader as it is, or so closely (docs/materialx.md tells more). */
export interface Exception {
  readonly why: string;
  /** What makes it comparable. */
  readonly edit?: readonly [from: string, to: string];
  /** Side of MaterialX's image, for what it differences over the screen. */
  readonly size?: number;
  /** Bars, where they are not the common ones. */
  readonly mean?: number;
  readonly p95?: number;
}

const MIRROR = 'α is at least 1e-3 here: the highlight of a smoother coat is another; with a rougher one they agree';
const HEIGHTS = 'heighttonormal: MaterialX differences over the screen, Patina over uv; finer pixels come nearer';
// At 2,000 pixels half of it is left, as differences over ever smaller pixels promise; that takes minutes.
const FINER = { size: 1000, mean: 0.025, p95: 0.05 };
/** By the names of documents. */
export const exceptions: Readonly<Record<string, Exception>> = {
  standard_surface_carpaint: {
    why: MIRROR,
    edit: ['name="coat_roughness" type="float" value="0"', 'name="coat_roughness" type="float" value="0.1"'],
  },
  open_pbr_carpaint: {
    why: MIRROR,
    edit: ['name="coat_roughness" type="float" value="0.02"', 'name="coat_roughness" type="float" value="0.1"'],
  },
  gltf_pbr_carpaint: {
    why: MIRROR,
    edit: [
      '<input name="roughness" type="float" value="0.4" />',
      '<input name="roughness" type="float" value="0.4" /><input name="clearcoat_roughness" type="float" value="0.1" />',
    ],
  },
  standard_surface_marble_solid: {
    why: 'subsurface scattering is blurred over the curvature on the screen there, and not at all here',
    edit: ['name="subsurface" type="float" value="0.4"', 'name="subsurface" type="float" value="0"'],
  },
  standard_surface_brick_procedural: { why: 'where its roughness image is black, as for the coats', mean: 0.03 },
  anodisedAluminium: { why: HEIGHTS, ...FINER },
  glazedStoneware: { why: HEIGHTS, ...FINER },
  lacqueredCopper: { why: HEIGHTS, ...FINER },
  pearlescentCarPaint: { why: HEIGHTS, ...FINER },
};

/** Of all other documents. */
export const BARS = { mean: 0.01, p95: 0.03 };
