// MaterialX dielectric_bsdf under a thin film, reflection only. As in MaterialX the film colours what is reflected and, through the
// compensation, what passes; the albedo is fitted without it.

import package::bsdf::fresnel::{fresnel_dielectric};
import package::bsdf::ggx::{ggx_boost};
import package::bsdf::lobe::{ColourClosure};
import package::bsdf::thinFilm::{Film, film_of, film_over_dielectric};

struct FilmedDielectric {
  ior: f32,
  film: Film,
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
) -> FilmedDielectric {
  let root = (ior - 1.0) / (ior + 1.0);
  let albedo = root * root * fit.x + fit.y;
  let colour = max(tint, vec3f(0.0)) * weight;
  return FilmedDielectric(ior, film_of(thickness, film_ior), albedo * weight, ggx_boost(fit), colour, fit.x + fit.y);
}

fn filmed_dielectric_fresnel(ior: f32, film: Film, c: f32) -> vec3f {
  if (film.thickness <= 0.0) {
    return vec3f(fresnel_dielectric(c, ior));
  }
  return film_over_dielectric(film, c, ior);
}

// `reflection` is ggx_terms(...).reflection.
fn filmed_dielectric_evaluate(lobe: FilmedDielectric, reflection: f32, wo_h: f32) -> ColourClosure {
  let f = filmed_dielectric_fresnel(lobe.ior, lobe.film, wo_h);
  let compensation = 1.0 + f * lobe.boost;
  return ColourClosure(lobe.tint * f * compensation * reflection, max(1.0 - lobe.blocked * compensation, vec3f(0.0)));
}

// What comes back is about the film's colour at the viewer's angle.
fn filmed_dielectric_albedo(lobe: FilmedDielectric, n_wo: f32) -> ColourClosure {
  let f = filmed_dielectric_fresnel(lobe.ior, lobe.film, n_wo);
  let compensation = 1.0 + f * lobe.boost;
  return ColourClosure(lobe.tint * f * lobe.whole * compensation, max(1.0 - lobe.blocked * compensation, vec3f(0.0)));
}
