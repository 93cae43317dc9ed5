// The level of an image whose texels are as wide as a footprint: log2 of its side in texels of level 0. `footprint` in the
// texture's own coordinates; samplers clamp what lies beyond the last level.
fn mip_level(footprint: f32, size: vec2u) -> f32 {
  return log2(max(footprint * f32(max(size.x, size.y)), 1.0));
}
