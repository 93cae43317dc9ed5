// A clear coat kept analytic over a neural base: MaterialX's dielectric_bsdf, uniform over the surface, in the mesh's own
// frame. What it takes from the light below it the network has learned; what it reflects is added here.
import package::bsdf::dielectric::{Dielectric, dielectric_albedo, dielectric_evaluate, dielectric_prepare};
import package::bsdf::ggx::{Ggx, ggx_albedo_fit, ggx_prepare, ggx_sample, ggx_terms};
import package::bsdf::lobe::{mesh_lobe_geometry, mesh_lobe_wo};
import package::math::sampling::floored_odds;

struct AnalyticCoat {
  tint: vec3f,
  // 0: there is none.
  weight: f32,
  alpha: vec2f,
  ior: f32,
}

struct CoatState {
  ggx: Ggx,
  lobe: Dielectric,
  albedo: vec3f,
  // Of drawing directions from it.
  odds: f32,
}

// f·|cos| and a density over directions.
struct Seen {
  value: vec3f,
  pdf: f32,
}

// Neither is starved where albedos are wrong.
const ODDS_MIN = 0.02;

fn coat_prepare(coat: AnalyticCoat, wo: vec3f, below: vec3f) -> CoatState {
  let seen = mesh_lobe_wo(wo);
  let ggx = ggx_prepare(coat.alpha, seen);
  let alpha = sqrt(ggx.alpha2);
  let fit = ggx_albedo_fit(seen.z, alpha);
  let lobe = dielectric_prepare(coat.weight, coat.tint, coat.ior, fit, seen.z, alpha);
  let albedo = dielectric_albedo(lobe, fit, seen.z, alpha).response;
  let share = dot(albedo, vec3f(1.0));
  let odds = select(0.0, floored_odds(share, share + dot(below, vec3f(1.0)), 2.0, ODDS_MIN), coat.weight > 0.0);
  return CoatState(ggx, lobe, albedo, odds);
}

// The coat over what lies below it, for directions above the surface.
fn coated(coat: CoatState, wo: vec3f, wi: vec3f, below: Seen) -> Seen {
  let geometry = mesh_lobe_geometry(wo, wi, normalize(wo + wi));
  let terms = ggx_terms(coat.ggx, geometry);
  let response = dielectric_evaluate(coat.lobe, terms.reflection, geometry.wo_h).response;
  return Seen(below.value + response, mix(below.pdf, terms.pdf, coat.odds));
}

fn picks_coat(coat: CoatState, u: vec3f) -> bool {
  return u.z < coat.odds;
}

fn coat_draw(coat: CoatState, wo: vec3f, u: vec2f) -> vec3f {
  return ggx_sample(coat.ggx.alpha, mesh_lobe_wo(wo), u);
}

// The third number, for a choice below the coat.
fn below_coat(coat: CoatState, u: vec3f) -> vec3f {
  return vec3f(u.xy, min((u.z - coat.odds) / (1.0 - coat.odds), 0.99999994));
}
