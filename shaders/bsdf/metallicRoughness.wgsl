// glTF 2.0's metallic-roughness material (specification, appendix B): Lambert under a GGX interface with Schlick's
// Fresnel, separable Smith masking, single scattering. One departure: the appendix scales Lambert by 1 - F(wo·h), which
// reflects up to 1.6 times the light at grazing views; here it is 1 - E(wo), the interface's directional albedo.

import package::bsdf::bsdf::{LOBE_DIFFUSE, LOBE_GLOSSY};
import package::bsdf::evaluation::{Evaluation, Drawn, no_evaluation};
import package::bsdf::ggx::{Ggx, ggx_prepare, ggx_distribution, ggx_sample, ggx_albedo_fit, smith_root, ALPHA_MIN};
import package::bsdf::lobe::{LobeFrame, lobe_frame, lobe_geometry};
import package::math::frame::{from_frame};
import package::math::sampling::{INV_PI, sample_cosine, floored_odds};

// Linear Rec.709 colour; roughness is perceptual (α = roughness²).
struct MetallicRoughness {
  base_color: vec3f,
  metallic: f32,
  roughness: f32,
  // In mesh space; need not be of unit length.
  normal: vec3f,
}

struct MetallicRoughnessState {
  wo: vec3f,
  frame: LobeFrame,
  ggx: Ggx,
  // Albedo of the base, as far as light gets through the interface.
  diffuse: vec3f,
  f0: vec3f,
  // Of picking the interface.
  odds: f32,
  albedo: vec3f,
}

// Schlick's Fresnel of a dielectric of ior 1.5.
const DIELECTRIC_F0 = 0.04;

fn metallic_roughness_prepare(m: MetallicRoughness, wo: vec3f) -> MetallicRoughnessState {
  let frame = lobe_frame(m.normal, vec3f(1.0, 0.0, 0.0), wo);
  let alpha = clamp(m.roughness * m.roughness, ALPHA_MIN, 1.0);
  let ggx = ggx_prepare(vec2f(alpha), frame.wo);
  let f0 = mix(vec3f(DIELECTRIC_F0), m.base_color, m.metallic);
  let fit = ggx_albedo_fit(frame.wo.z, alpha);
  let specular = f0 * fit.x + fit.y;
  let diffuse = m.base_color * ((1.0 - m.metallic) * (1.0 - (DIELECTRIC_F0 * fit.x + fit.y)));
  let parts = vec2f(dot(specular, vec3f(1.0)), dot(diffuse, vec3f(1.0)));
  let odds = floored_odds(parts.x, parts.x + parts.y, 2.0, 0.02);
  return MetallicRoughnessState(wo, frame, ggx, diffuse, f0, odds, specular + diffuse);
}

fn metallic_roughness_evaluate(state: MetallicRoughnessState, wi: vec3f) -> Evaluation {
  if (wi.z <= 0.0 || state.wo.z <= 0.0) {
    return no_evaluation();
  }
  let g = lobe_geometry(state.frame, state.wo, wi, normalize(state.wo + wi));
  let cosine = max(g.wi.z, 0.0);
  let d = select(0.0, ggx_distribution(g.h, state.ggx.alpha), g.h.z > 0.0);
  let masking = 1.0 / ((g.wo.z + state.ggx.smith_wo) * (cosine + smith_root(cosine, state.ggx.alpha2)));
  let miss = 1.0 - g.wo_h;
  let miss2 = miss * miss;
  let fresnel = state.f0 + (1.0 - state.f0) * (miss2 * miss2 * miss);
  let value = state.diffuse * INV_PI + fresnel * (d * masking);
  let pdf = mix(cosine * INV_PI, d * state.ggx.pdf_scale, state.odds);
  return Evaluation(value * cosine, pdf);
}

fn metallic_roughness_draw(state: MetallicRoughnessState, u: vec3f) -> Drawn {
  if (u.z < state.odds) {
    let local = ggx_sample(state.ggx.alpha, state.frame.wo, u.xy);
    return Drawn(from_frame(state.frame.axes, local), LOBE_GLOSSY);
  }
  return Drawn(from_frame(state.frame.axes, sample_cosine(u.xy)), LOBE_DIFFUSE);
}
