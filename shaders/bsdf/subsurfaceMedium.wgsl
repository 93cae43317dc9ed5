// What fills a body that shows a colour by scattering light inside: src/materials/layered/lobes/subsurfaceWalk.ts is the float64
// face and says where the fit is from.

import package::bsdf::medium::{DENSEST, Medium, bounded_anisotropy, medium_of};

// `radius`: mean free path in metres, by channel.
fn subsurface_medium(colour: vec3f, radius: vec3f, anisotropy: f32) -> Medium {
  let e = clamp(colour, vec3f(0.0), vec3f(1.0));
  let s = 4.09712 + 4.20863 * e - sqrt(9.59217 + e * (41.6808 + 17.7126 * e));
  let g = bounded_anisotropy(anisotropy);
  let albedo = clamp((1.0 - s * s) / (1.0 - g * s * s), vec3f(0.0), vec3f(1.0));
  let extinction = 1.0 / max(radius, vec3f(1.0 / DENSEST));
  return medium_of(extinction * (1.0 - albedo), extinction * albedo, g);
}
