// Directional albedo: the sampler decoder's last three numbers, for it sees what the albedo depends on: latent and wo.
const ALBEDO_RAW_LIMIT = 5.0;

// exp(raw − 1), by channel; `raw_2`: the last block of the sampler decoder's outputs.
fn albedo_head(raw_2: vec4f) -> vec3f {
  return exp(clamp(raw_2.yzw, vec3f(-ALBEDO_RAW_LIMIT), vec3f(ALBEDO_RAW_LIMIT)) - 1.0);
}

// Half the slope by `raw_2.yzw` of (albedo − estimate)² / (stop(albedo)² + ε): an estimate may be of one sample, the mean is
// what it learns.
fn albedo_head_slope(raw_2: vec4f, estimate: vec3f) -> vec3f {
  let albedo = albedo_head(raw_2);
  let slope = (albedo - estimate) * albedo / (albedo * albedo + 0.01);
  return select(vec3f(0.0), slope, abs(raw_2.yzw) < vec3f(ALBEDO_RAW_LIMIT));
}

// What a network that reflects more than it gets is divided by.
fn energy_guard(albedo: vec3f) -> f32 {
  return max(1.0, max(albedo.x, max(albedo.y, albedo.z)));
}
