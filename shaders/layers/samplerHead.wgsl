// The sampler decoder's nine numbers as a density over directions (Zeltner et al. 2024, sec. 4.3): a GGX slope
// distribution, anisotropic, correlated and off-centre, reflected about, plus a cosine lobe about a tilted axis.
// Directions below the horizon are null samples: the density there is 0 and is not renormalised.

import package::math::frame::{frame_from, from_frame};
import package::math::sampling::{INV_PI, sample_cosine, unit_circle};

struct SamplerHead {
  // Specular lobe, in slopes.
  alpha: vec2f,
  rho: f32,
  // √(1 − ρ²)
  rho_root: f32,
  specular_mean: vec2f,
  diffuse_mean: vec2f,
  // Of the specular lobe; the diffuse one has the rest.
  specular_weight: f32,
}

// |ρ| stays below 1, or the density would be infinite; raw numbers beyond the limits act as the limits do.
const RHO_MAX = 0.999;
const RAW_LIMIT = 1e4;
const RAW_MEAN_LIMIT = 30.0;
const LOGIT_LIMIT = 30.0;
// Of half vectors' z: below it slopes leave f32.
const HALF_Z_MIN = 1e-6;

// All raw outputs, in order.
struct RawHead {
  raw_0: vec4f,
  raw_1: vec4f,
  raw_2: vec4f,
}

// What a lesser density (src/materials/neural/decoderSpec.ts) leaves of them. 1, isotropic: one α, no correlation, both lobes
// centred. 2, cosine: the diffuse lobe alone.
fn restricted_raw(density: u32, raw: RawHead) -> RawHead {
  if (density == 1u) {
    return RawHead(vec4f(raw.raw_0.xx, 0.0, 0.0), vec4f(0.0, 0.0, 0.0, raw.raw_1.w), raw.raw_2);
  }
  if (density == 2u) {
    return RawHead(vec4f(0.0), vec4f(0.0, 0.0, 0.0, -LOGIT_LIMIT), vec4f(0.0, raw.raw_2.yzw));
  }
  return raw;
}

// The transpose, for gradients.
fn restricted_slope(density: u32, slope: RawHead) -> RawHead {
  if (density == 1u) {
    return RawHead(vec4f(slope.raw_0.x + slope.raw_0.y, 0.0, 0.0, 0.0), vec4f(0.0, 0.0, 0.0, slope.raw_1.w), slope.raw_2);
  }
  if (density == 2u) {
    return RawHead(vec4f(0.0), vec4f(0.0), vec4f(0.0, slope.raw_2.yzw));
  }
  return slope;
}

// Raw outputs in order: αx, αy, ρ, specular mean (2), diffuse mean (2), two logits.
fn sampler_head(raw_0: vec4f, raw_1: vec4f, raw_2: vec4f) -> SamplerHead {
  let alpha = 1e-4 + soft_step(clamp(raw_0.xy, vec2f(-RAW_LIMIT), vec2f(RAW_LIMIT)));
  let r = clamp(raw_0.z, -RAW_LIMIT, RAW_LIMIT);
  let rho = RHO_MAX * r * inverseSqrt(1.0 + r * r);
  let raw_means = clamp(vec4f(raw_0.w, raw_1.xyz), vec4f(-RAW_MEAN_LIMIT), vec4f(RAW_MEAN_LIMIT));
  let means = raw_means * sqrt(1.0 + raw_means * raw_means);
  let contrast = clamp(raw_2.x - raw_1.w, -LOGIT_LIMIT, LOGIT_LIMIT);
  return SamplerHead(alpha, rho, sqrt(1.0 - rho * rho), means.xy, means.zw, 1.0 / (1.0 + exp(contrast)));
}

// (1 + x/√(1+x²))/2 without cancellation.
fn soft_step(x: vec2f) -> vec2f {
  let root = sqrt(1.0 + x * x);
  let tail = 0.5 / (root * (root + abs(x)));
  return select(1.0 - tail, tail, x < vec2f(0.0));
}

// Where `half` (wo + wi) lies in the lobe's own coordinates, in which the slope density is 1/(π(1+r²)²).
fn head_lobe_point(head: SamplerHead, half: vec3f) -> vec2f {
  let d = (-half.xy / half.z - head.specular_mean) / head.alpha;
  return vec2f(d.x, (d.y - head.rho * d.x) / head.rho_root);
}

// Solid-angle density of the specular lobe. With |wo + wi| = 2 wo·h, D h.z/(4 wo·h) = p22 |wo + wi|²/(2 (wo + wi).z³).
fn head_specular_pdf(head: SamplerHead, wo: vec3f, wi: vec3f) -> f32 {
  let half = wo + wi;
  if (half.z < HALF_Z_MIN) {
    return 0.0;
  }
  let p = head_lobe_point(head, half);
  let q = 1.0 + dot(p, p);
  let slope_density = INV_PI / (q * q * head.alpha.x * head.alpha.y * head.rho_root);
  return slope_density * dot(half, half) / (2.0 * half.z * half.z * half.z);
}

fn head_diffuse_pdf(head: SamplerHead, wi: vec3f) -> f32 {
  let axis = vec3f(-head.diffuse_mean, 1.0);
  return max(dot(axis, wi), 0.0) * inverseSqrt(dot(axis, axis)) * INV_PI;
}

// Solid-angle density of the mixture; 0 where wo or wi is below the horizon.
fn sampler_head_pdf(head: SamplerHead, wo: vec3f, wi: vec3f) -> f32 {
  if (wo.z <= 0.0 || wi.z <= 0.0) {
    return 0.0;
  }
  return mix(head_diffuse_pdf(head, wi), head_specular_pdf(head, wo, wi), head.specular_weight);
}

fn picks_specular(head: SamplerHead, u: vec3f) -> bool {
  return u.z < head.specular_weight;
}

// A direction with that density; z <= 0 is a null sample.
fn sampler_head_draw(head: SamplerHead, wo: vec3f, u: vec3f) -> vec3f {
  if (picks_specular(head, u)) {
    let s = sqrt(u.x / (1.0 - u.x)) * unit_circle(u.y);
    let slope = head.alpha * vec2f(s.x, head.rho * s.x + head.rho_root * s.y) + head.specular_mean;
    let h = normalize(vec3f(-slope, 1.0));
    return normalize(2.0 * dot(wo, h) * h - wo);
  }
  let axes = frame_from(vec3f(-head.diffuse_mean, 1.0), vec3f(1.0, 0.0, 0.0));
  return normalize(from_frame(axes, sample_cosine(u.xy)));
}
