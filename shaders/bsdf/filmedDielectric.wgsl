// MaterialX dielectric_bsdf under a thin film, what it reflects. As in MaterialX the film colours what is reflected and, through the
// compensation, what passes; the albedo is fitted without it.

import package::bsdf::dielectric::{single_albedo};
import package::bsdf::fresnel::{fresnel_dielectric, outer_cosine};
import package::bsdf::ggx::{ggx_boost};
import package::bsdf::lobe::{ColourClosure};
import package::bsdf::thinFilm::{Film, film_of, film_over_dielectric};

struct FilmedDielectric {
  // Index of the far side over the viewer's.
  ior: f32,
  film: Film,
  // Index of what the viewer is inside of; 0: outside.
  inside: f32,
  // Fitted directional albedo, times weight.
  blocked: f32,
  boost: f32,
  // tint·weight
  tint: vec3f,
  // fit.x + fit.y: what a mirror would reflect.
  whole: f32,
}

// `fit` is ggx_albedo_fit at (cos θo, α).
fn filmed_dielectric_prepare(
  weight: f32,
  tint: vec3f,
  ior: f32,
  thickness: f32,
  film_ior: f32,
  fit: vec2f,
  inside: f32,
  n_wo: f32,
  alpha: f32,
) -> FilmedDielectric {
  let albedo = single_albedo(ior, fit, n_wo, alpha) * weight;
  let film = film_of(thickness, film_ior);
  return FilmedDielectric(ior, film, inside, albedo, ggx_boost(fit), max(tint, vec3f(0.0)) * weight, fit.x + fit.y);
}

fn filmed_dielectric_fresnel(ior: f32, film: Film, inside: f32, c: f32) -> vec3f {
  if (film.thickness <= 0.0) {
    return vec3f(fresnel_dielectric(c, ior));
  }
  let outer = outer_cosine(c, inside);
  if (outer < 0.0) {
    return vec3f(1.0);
  }
  return film_over_dielectric(film, outer, select(ior, inside, inside > 0.0));
}

// `reflection` is ggx_terms(...).reflection.
fn filmed_dielectric_evaluate(lobe: FilmedDielectric, reflection: f32, wo_h: f32) -> ColourClosure {
  let f = filmed_dielectric_fresnel(lobe.ior, lobe.film, lobe.inside, wo_h);
  let compensation = 1.0 + f * lobe.boost;
  return ColourClosure(lobe.tint * f * compensation * reflection, max(1.0 - lobe.blocked * compensation, vec3f(0.0)));
}

// What comes back is about the film's colour at the viewer's angle.
fn filmed_dielectric_albedo(lobe: FilmedDielectric, n_wo: f32) -> ColourClosure {
  let f = filmed_dielectric_fresnel(lobe.ior, lobe.film, lobe.inside, n_wo);
  let compensation = 1.0 + f * lobe.boost;
  return ColourClosure(lobe.tint * f * lobe.whole * compensation, max(1.0 - lobe.blocked * compensation, vec3f(0.0)));
}
