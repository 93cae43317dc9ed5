// How wide a path sees: a cone about each ray (Akenine-Möller et al., "Texture Level of Detail Strategies for Real-Time Ray
// Tracing", Ray Tracing Gems, chapter 20), widened by what each surface scatters. Curvature is left out.
import package::scene::camera::Camera;

struct RayCone {
  // Diameter at the ray's origin, metres.
  width: f32,
  // Diameter gained per metre.
  spread: f32,
}

// Of a lobe's width, the share that the next surface may be blurred by: with the whole of it, level changes would show.
const LOBE_SHARE = 0.25;
const MAX_SPREAD = 1.0;

// Of a pixel.
fn camera_cone(camera: Camera) -> RayCone {
  let pixel = 2.0 * length(camera.up) / camera.size.y;
  let is_orthographic = camera.orthographic != 0u;
  return RayCone(select(0.0, pixel, is_orthographic), select(pixel, 0.0, is_orthographic));
}

fn cone_width(cone: RayCone, distance: f32) -> f32 {
  return cone.width + cone.spread * distance;
}

// After a surface that sent the path on with density `pdf`: a lobe of even density 1/pdf sr is about 2/√(π pdf) wide. 0: a
// delta lobe, which widens nothing.
fn scattered_spread(spread: f32, pdf: f32) -> f32 {
  let lobe = select(0.0, LOBE_SHARE * 2.0 * inverseSqrt(3.14159265 * pdf), pdf > 0.0);
  return min(spread + lobe, MAX_SPREAD);
}

// Of a pixel's side, the side of the texels that its first sample is given: what a level blurs comes on top of what the pixel's
// own samples do. The more of these there are, the less is left to blur: sample n, from 0, is given 1/(n + 1) of it, so an image
// that converges does so to what points show (docs/training.md has the curves).
const FOOTPRINT_SHARE = 0.5;

// Side in uv of the texels for a cone of this width. `uv_density`: uv per metre; `cosine` between ray and surface. The square
// is as large as what the cone sees; its longer side is 1/√cosine times longer: there, a pixel's samples say so.
fn footprint_side(width: f32, uv_density: f32, cosine: f32, sample: u32) -> f32 {
  return FOOTPRINT_SHARE / f32(sample + 1u) * width * uv_density * inverseSqrt(max(abs(cosine), 0.01));
}
