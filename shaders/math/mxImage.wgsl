// Address modes of MaterialX images by arithmetic, so that one repeating bilinear sampler serves all images.

// 0 periodic, 1 clamp, 2 mirror; limited to half a texel from the edge so that bilinear filtering does not wrap.
fn mx_address_axis(x: f32, mode: u32, size: f32) -> f32 {
  if (mode == 0u) {
    return x;
  }
  let folded = select(x, 1.0 - abs(x - 2.0 * floor(x * 0.5) - 1.0), mode == 2u);
  return clamp(folded, 0.5 / size, 1.0 - 0.5 / size);
}

fn mx_address(uv: vec2f, modes: vec2u, size: vec2f) -> vec2f {
  return vec2f(mx_address_axis(uv.x, modes.x, size.x), mx_address_axis(uv.y, modes.y, size.y));
}

// Texels a side of the coarser of the two levels that a look-up mixes: half of one of its texels keeps off the edge.
fn mx_level_size(size: vec2u, level: f32) -> vec2f {
  return max(vec2f(size) * exp2(-ceil(level)), vec2f(1.0));
}

// Where a bilinear look-up returns the texel that contains uv.
fn mx_texel_centre(uv: vec2f, size: vec2f) -> vec2f {
  return (floor(uv * size) + 0.5) / size;
}
