// d log(density)/d(raw outputs) of the sampler head, for training by −∫ f log pdf. The formulas are samplerHead.wgsl's.

import package::layers::samplerHead::{SamplerHead, sampler_head, head_lobe_point, head_specular_pdf, head_diffuse_pdf, RHO_MAX, RAW_LIMIT, RAW_MEAN_LIMIT, HALF_Z_MIN};

struct SamplerHeadGradient {
  pdf: f32,
  // Of log pdf, in the order of the raw outputs.
  raw_0: vec4f,
  raw_1: vec4f,
  raw_2: vec4f,
}

// All zero where the density is.
fn sampler_head_gradient(raw_0: vec4f, raw_1: vec4f, raw_2: vec4f, wo: vec3f, wi: vec3f) -> SamplerHeadGradient {
  var gradient = SamplerHeadGradient();
  if (wo.z <= 0.0 || wi.z <= 0.0) {
    return gradient;
  }
  let head = sampler_head(raw_0, raw_1, raw_2);
  let specular = head.specular_weight * head_specular_pdf(head, wo, wi);
  let diffuse = (1.0 - head.specular_weight) * head_diffuse_pdf(head, wi);
  gradient.pdf = specular + diffuse;
  if (gradient.pdf <= 0.0) {
    return gradient;
  }
  let share = specular / gradient.pdf;
  let d_logit = share - head.specular_weight;
  let half = wo + wi;
  let p = head_lobe_point(head, vec3f(half.xy, max(half.z, HALF_Z_MIN)));
  let d_r2 = -2.0 / (1.0 + dot(p, p));
  let c = head.rho_root;
  // In the lobe's coordinates before they are decorrelated.
  let q = head.rho * p.x + c * p.y;
  let d_alpha = (2.0 * d_r2 * vec2f(p.x * (head.rho * p.y / c - p.x), -p.y * q / c) - 1.0) / head.alpha;
  let d_rho = (2.0 * d_r2 * p.y * (head.rho * p.y / c - p.x) + head.rho / c) / c;
  let d_mean = 2.0 * d_r2 * vec2f(head.rho * p.y / c - p.x, -p.y / c) / head.alpha;
  let axis = vec3f(-head.diffuse_mean, 1.0);
  let facing = max(dot(axis, wi), 1e-20);
  let d_diffuse = -wi.xy / facing + head.diffuse_mean / -dot(axis, axis);

  let step_slope = soft_sign_slope(vec3f(raw_0.xyz));
  let mean_steps = mean_slope(vec4f(raw_0.w, raw_1.xyz));
  let to_specular = share * vec4f(d_alpha * 0.5 * step_slope.xy, d_rho * RHO_MAX * step_slope.z, d_mean.x * mean_steps.x);
  gradient.raw_0 = to_specular;
  // A diffuse lobe that is turned away from wi has no slope there.
  let to_diffuse = select(vec2f(0.0), (1.0 - share) * d_diffuse * mean_steps.zw, diffuse > 0.0);
  gradient.raw_1 = vec4f(share * d_mean.y * mean_steps.y, to_diffuse, d_logit);
  gradient.raw_2 = vec4f(-d_logit, 0.0, 0.0, 0.0);
  return gradient;
}

// Of x/√(1+x²): (1+x²)^(−3/2).
fn soft_sign_slope(raw: vec3f) -> vec3f {
  let x = clamp(raw, vec3f(-RAW_LIMIT), vec3f(RAW_LIMIT));
  let root = inverseSqrt(1.0 + x * x);
  return root * root * root;
}

// Of x·√(1+x²); 0 beyond the limit.
fn mean_slope(x: vec4f) -> vec4f {
  let slope = (1.0 + 2.0 * x * x) * inverseSqrt(1.0 + x * x);
  return select(vec4f(0.0), slope, abs(x) < vec4f(RAW_MEAN_LIMIT));
}
