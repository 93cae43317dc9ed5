/** More texels than this, 8192 x 4096, are refused: they would take half a gigabyte. */
export const MAX_ENVIRONMENT_TEXELS = 2 ** 25;

/** @throws where an image has no texel or more than MAX_ENVIRONMENT_TEXELS. */
export function checkEnvironmentSize(width: number, height: number): void {
  if (!(width >= 1 && height >= 1 && width * height <= MAX_ENVIRONMENT_TEXELS))
    throw new Error(`size ${width} x ${height}; at most ${MAX_ENVIRONMENT_TEXELS} texels are read`);
}
