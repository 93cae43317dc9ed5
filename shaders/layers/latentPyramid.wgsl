// The latent texture: 8 halves a texel in one vec4u, levels one behind the other, repeating over uv.

struct LatentPyramid {
  // Texels of level 0.
  size: vec2u,
  levels: u32,
}

struct Latent {
  low: vec4f,
  high: vec4f,
}

// Index of one texel of level 0, drawn with bilinear odds: one load a look-up, right in the mean.
fn latent_texel(pyramid: LatentPyramid, uv: vec2f, u: vec2f) -> u32 {
  let size = vec2i(pyramid.size);
  let place = fract(uv) * vec2f(size) - 0.5;
  let texel = (vec2i(floor(place + u)) + size) % size;
  return u32(texel.y * size.x + texel.x);
}

fn unpack_latent(packed: vec4u) -> Latent {
  return Latent(
    vec4f(unpack2x16float(packed.x), unpack2x16float(packed.y)),
    vec4f(unpack2x16float(packed.z), unpack2x16float(packed.w)),
  );
}
