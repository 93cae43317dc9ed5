/** Chandrasekhar's H for isotropic scattering of single albedo ϖ, by iteration on a grid of cosines. */
export function chandrasekhar(albedo: number): (cosine: number) => number {
  const count = 400;
  const at = (i: number): number => (i + 0.5) / count;
  let grid = Array.from({ length: count }, () => 1);
  const next = (cosine: number): number => {
    const integral = grid.reduce((sum, h, i) => sum + (at(i) / (cosine + at(i))) * (h / count), 0);
    return 1 / (Math.sqrt(1 - albedo) + (albedo / 2) * integral);
  };
  for (let k = 0; k < 200; k++) grid = grid.map((_, i) => next(at(i)));
  return next;
}

/** Share of diffuse light that a half space of isotropic scattering gives back. */
export function halfSpaceAlbedo(albedo: number): number {
  const h = chandrasekhar(albedo);
  const count = 400;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (((i + 0.5) / count) * h((i + 0.5) / count)) / count;
  return 1 - 2 * Math.sqrt(1 - albedo) * sum;
}
