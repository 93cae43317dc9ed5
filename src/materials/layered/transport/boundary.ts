import { addVec, cross, dot, normalize, scale, type Vec3 } from '../../../math/vec3.ts';

/** What a boundary did with a direction. */
export type Event = 'reflected' | 'refracted' | 'straight';

export interface Scattered {
  readonly event: Event;
  /** Where the path goes on to; away from the boundary. */
  readonly direction: Vec3;
  /** Kernel over density; over odds where the path goes straight on. */
  readonly weight: Vec3;
  /** Per solid angle, with the odds of the event; of no meaning where the path goes straight on. */
  readonly pdf: number;
}

/**
 * One boundary of a layered stack, float64; shaders/bsdf/boundary.wgsl is the other face. Directions are unit vectors of the
 * mesh's frame and point away from the boundary: `a` to where the path came from (the viewer's side), `b` to where light comes
 * from. z > 0 is above.
 *
 * Kernels carry radiance over the squared index of its medium (basic radiance), so that no factor of the index is left where
 * a path ends in the medium in which it began.
 */
export interface Boundary {
  /** Nothing passes. */
  readonly opaque: boolean;
  /** What passes is refracted by a distribution of normals, not sent straight on. */
  readonly bends: boolean;
  /** f·|cos b|; without what goes straight on. */
  kernel(a: Vec3, b: Vec3): Vec3;
  /** Density of `sample` at b, with the odds of the event. */
  pdf(a: Vec3, b: Vec3): number;
  /** Nothing where the path ends: absorbed, or sent where it cannot go. */
  sample(a: Vec3, u: Vec3): Scattered | undefined;
  /** Density of `refract`. */
  refractionPdf(a: Vec3, b: Vec3): number;
  /** A refraction for certain: what the way down from the light is drawn with. Nothing on total reflection. */
  refract(a: Vec3, u: Vec3): Vec3 | undefined;
  /** Share of the light that goes straight on; 0 where `bends` or `opaque`. */
  through(a: Vec3): Vec3;
}

export const BLACK: Vec3 = [0, 0, 0];

export const isBlack = (v: Vec3): boolean => dot(v, v) === 0;

/** Absorbs all. */
export const blackBoundary: Boundary = {
  opaque: true,
  bends: false,
  through: () => BLACK,
  kernel: () => BLACK,
  pdf: () => 0,
  sample: () => undefined,
  refractionPdf: () => 0,
  refract: () => undefined,
};

/** Axes of a boundary as seen from `a`: z is turned to face it (as MaterialX turns normals to face the viewer). */
export class FacingFrame {
  readonly #x: Vec3;
  readonly #y: Vec3;
  readonly #z: Vec3;

  constructor(normal: Vec3, tangent: Vec3, a: Vec3) {
    const unit = normalize(normal);
    this.#z = dot(unit, a) < 0 ? scale(unit, -1) : unit;
    this.#x = normalize(addVec(tangent, scale(this.#z, -dot(tangent, this.#z))));
    this.#y = cross(this.#z, this.#x);
  }

  to(v: Vec3): Vec3 {
    return [dot(this.#x, v), dot(this.#y, v), dot(this.#z, v)];
  }

  from(v: Vec3): Vec3 {
    return addVec(addVec(scale(this.#x, v[0]), scale(this.#y, v[1])), scale(this.#z, v[2]));
  }
}
