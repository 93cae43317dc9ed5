// What an interface lets through whose reflectance has colours: a dielectric under a thin film, or an artist's curve, with a film or
// without. Light bends by the one index that the facets have.

import package::bsdf::dielectricTransmission::{MOST_INSIDE, OPEN_MIN};
import package::bsdf::filmedDielectric::{FilmedDielectric, filmed_dielectric_fresnel};
import package::bsdf::filmedSchlick::{FilmedSchlick, filmed_schlick_fresnel};
import package::bsdf::fresnel::{SchlickCurve, schlick_index};
import package::bsdf::refraction::{Refraction};
import package::bsdf::thinFilm::{Film};

struct Passage {
  // tint·weight
  tint: vec3f,
  // Index of the far side over the viewer's.
  far: f32,
  // What a reflecting lobe of the same interface leaves to the layers below it; 1: nobody has taken it yet.
  open: vec3f,
  // As the reflecting lobe has it.
  inside: f32,
}

fn passage(tint: vec3f, far: f32, open: vec3f, inside: f32) -> Passage {
  return Passage(max(tint, vec3f(0.0)), far, max(open, vec3f(OPEN_MIN)), inside);
}

fn passage_evaluate(lobe: Passage, reflected: vec3f, bent: Refraction) -> vec3f {
  let most = select(1.0, MOST_INSIDE, lobe.far < 1.0);
  return lobe.tint * (clamp((1.0 - reflected) / lobe.open, vec3f(0.0), vec3f(most)) * bent.value);
}

// About the share that passes, for the odds of sampling.
fn passage_albedo(lobe: Passage, reflected: vec3f) -> vec3f {
  return lobe.tint * min((1.0 - min(reflected, vec3f(1.0))) / lobe.open, vec3f(1.0));
}

struct FilmedPassage {
  passage: Passage,
  film: Film,
}

fn filmed_passage_evaluate(lobe: FilmedPassage, bent: Refraction) -> vec3f {
  let reflected = filmed_dielectric_fresnel(lobe.passage.far, lobe.film, lobe.passage.inside, bent.wo_h);
  return passage_evaluate(lobe.passage, reflected, bent);
}

fn filmed_passage_albedo(lobe: FilmedPassage, n_wo: f32) -> vec3f {
  let reflected = filmed_dielectric_fresnel(lobe.passage.far, lobe.film, lobe.passage.inside, n_wo);
  return passage_albedo(lobe.passage, reflected);
}

struct SchlickPassage {
  passage: Passage,
  film: Film,
  curve: SchlickCurve,
}

// Scatter modes RT: what reflects, and what passes.
struct FilmedDielectricAndFilmedPassage {
  reflected: FilmedDielectric,
  transmitted: FilmedPassage,
}

struct FilmedSchlickAndSchlickPassage {
  reflected: FilmedSchlick,
  transmitted: SchlickPassage,
}

fn schlick_passage(weight: f32, curve: SchlickCurve, film: Film, open: vec3f, inside: f32) -> SchlickPassage {
  let far = select(schlick_index(curve.f0), 1.0 / inside, inside > 0.0);
  return SchlickPassage(passage(vec3f(weight), far, open, inside), film, curve);
}

fn schlick_passage_evaluate(lobe: SchlickPassage, bent: Refraction) -> vec3f {
  let reflected = filmed_schlick_fresnel(lobe.curve, lobe.film, lobe.passage.inside, bent.wo_h);
  return passage_evaluate(lobe.passage, reflected, bent);
}

fn schlick_passage_albedo(lobe: SchlickPassage, n_wo: f32) -> vec3f {
  let reflected = filmed_schlick_fresnel(lobe.curve, lobe.film, lobe.passage.inside, n_wo);
  return passage_albedo(lobe.passage, reflected);
}
