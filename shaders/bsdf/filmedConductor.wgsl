// MaterialX conductor_bsdf under a thin film. Opaque.

import package::bsdf::fresnel::{fresnel_conductor};
import package::bsdf::ggx::{ggx_boost};
import package::bsdf::lobe::{Closure};
import package::bsdf::thinFilm::{Film, film_of, film_over_conductor};

struct FilmedConductor {
  n: vec3f,
  k: vec3f,
  film: Film,
  boost: f32,
  weight: f32,
}

fn filmed_conductor_prepare(
  weight: f32,
  n: vec3f,
  k: vec3f,
  thickness: f32,
  film_ior: f32,
  fit: vec2f,
) -> FilmedConductor {
  return FilmedConductor(n, k, film_of(thickness, film_ior), ggx_boost(fit), weight);
}

fn filmed_conductor_fresnel(n: vec3f, k: vec3f, film: Film, c: f32) -> vec3f {
  if (film.thickness <= 0.0) {
    return fresnel_conductor(c, n, k);
  }
  return film_over_conductor(film, c, n, k);
}

fn filmed_conductor_evaluate(lobe: FilmedConductor, reflection: f32, wo_h: f32) -> Closure {
  let f = filmed_conductor_fresnel(lobe.n, lobe.k, lobe.film, wo_h);
  return Closure(f * (1.0 + f * lobe.boost) * (lobe.weight * reflection), 0.0);
}

// What comes back is about the film's colour at the viewer's angle.
fn filmed_conductor_albedo(lobe: FilmedConductor, fit: vec2f, n_wo: f32) -> Closure {
  let f = filmed_conductor_fresnel(lobe.n, lobe.k, lobe.film, n_wo);
  return Closure(f * (1.0 + f * lobe.boost) * (lobe.weight * (fit.x + fit.y)), 0.0);
}
