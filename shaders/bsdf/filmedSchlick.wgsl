// MaterialX generalized_schlick_bsdf under a thin film, what it reflects.

import package::bsdf::fresnel::{SchlickCurve, fresnel_schlick, outer_cosine, schlick_curve};
import package::bsdf::generalizedSchlick::{schlick_albedo, schlick_throughput};
import package::bsdf::ggx::{ggx_boost};
import package::bsdf::lobe::{Closure};
import package::bsdf::thinFilm::{Film, film_of, film_over_curve};

struct FilmedSchlick {
  curve: SchlickCurve,
  film: Film,
  // Index of what the viewer is inside of; 0: outside.
  inside: f32,
  // Fitted directional albedo, without the film.
  albedo: vec3f,
  boost: f32,
  weight: f32,
}

fn filmed_schlick_prepare(
  weight: f32,
  color0: vec3f,
  color82: vec3f,
  color90: vec3f,
  exponent: f32,
  thickness: f32,
  film_ior: f32,
  fit: vec2f,
  inside: f32,
  n_wo: f32,
  alpha: f32,
) -> FilmedSchlick {
  let f0 = max(color0, vec3f(0.0));
  let f90 = max(color90, vec3f(0.0));
  let curve = schlick_curve(f0, max(color82, vec3f(0.0)), f90, exponent);
  let albedo = schlick_albedo(curve, inside, fit, n_wo, alpha);
  return FilmedSchlick(curve, film_of(thickness, film_ior), inside, albedo, ggx_boost(fit), weight);
}

fn filmed_schlick_fresnel(curve: SchlickCurve, film: Film, inside: f32, c: f32) -> vec3f {
  let outer = outer_cosine(c, inside);
  if (outer < 0.0) {
    return vec3f(1.0);
  }
  if (film.thickness <= 0.0) {
    return fresnel_schlick(outer, curve);
  }
  return film_over_curve(film, outer, curve);
}

fn filmed_schlick_evaluate(lobe: FilmedSchlick, reflection: f32, wo_h: f32) -> Closure {
  let f = filmed_schlick_fresnel(lobe.curve, lobe.film, lobe.inside, wo_h);
  let compensation = 1.0 + f * lobe.boost;
  return Closure(f * compensation * (lobe.weight * reflection), schlick_throughput(lobe.albedo, compensation, lobe.weight));
}

// What comes back is about the film's colour at the viewer's angle.
fn filmed_schlick_albedo(lobe: FilmedSchlick, fit: vec2f, n_wo: f32) -> Closure {
  let f = filmed_schlick_fresnel(lobe.curve, lobe.film, lobe.inside, n_wo);
  let compensation = 1.0 + f * lobe.boost;
  let albedo = f * compensation * (lobe.weight * (fit.x + fit.y));
  return Closure(albedo, schlick_throughput(lobe.albedo, compensation, lobe.weight));
}
