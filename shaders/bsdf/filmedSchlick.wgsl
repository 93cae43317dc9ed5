// MaterialX generalized_schlick_bsdf under a thin film, reflection only.

import package::bsdf::fresnel::{SchlickCurve, schlick_curve, fresnel_schlick};
import package::bsdf::ggx::{ggx_boost};
import package::bsdf::lobe::{Closure};
import package::bsdf::thinFilm::{Film, film_of, film_over_curve};

struct FilmedSchlick {
  curve: SchlickCurve,
  film: Film,
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
) -> FilmedSchlick {
  let f0 = max(color0, vec3f(0.0));
  let f90 = max(color90, vec3f(0.0));
  let curve = schlick_curve(f0, max(color82, vec3f(0.0)), f90, exponent);
  return FilmedSchlick(curve, film_of(thickness, film_ior), f0 * fit.x + f90 * fit.y, ggx_boost(fit), weight);
}

fn filmed_schlick_fresnel(curve: SchlickCurve, film: Film, c: f32) -> vec3f {
  if (film.thickness <= 0.0) {
    return fresnel_schlick(c, curve);
  }
  return film_over_curve(film, c, curve);
}

// What is let through is gray: the mean over the channels.
fn filmed_schlick_throughput(lobe: FilmedSchlick, compensation: vec3f) -> f32 {
  return max(1.0 - dot(lobe.albedo * compensation, vec3f(1.0 / 3.0)) * lobe.weight, 0.0);
}

fn filmed_schlick_evaluate(lobe: FilmedSchlick, reflection: f32, wo_h: f32) -> Closure {
  let f = filmed_schlick_fresnel(lobe.curve, lobe.film, wo_h);
  let compensation = 1.0 + f * lobe.boost;
  return Closure(f * compensation * (lobe.weight * reflection), filmed_schlick_throughput(lobe, compensation));
}

// What comes back is about the film's colour at the viewer's angle.
fn filmed_schlick_albedo(lobe: FilmedSchlick, fit: vec2f, n_wo: f32) -> Closure {
  let f = filmed_schlick_fresnel(lobe.curve, lobe.film, n_wo);
  let compensation = 1.0 + f * lobe.boost;
  let albedo = f * compensation * (lobe.weight * (fit.x + fit.y));
  return Closure(albedo, filmed_schlick_throughput(lobe, compensation));
}
