// Light sampling over the environment, directional and point lights, chosen with probabilities by power.
import package::light_bindings::lights;
import package::scene::environment::{environment_pdf, environment_sample};
import package::scene::hit::T_MAX;
import package::scene::lightTable::{LIGHT_DIRECTIONAL, Light};

struct LightSample {
  // Unit, away from the surface.
  wi: vec3f,
  // To the light; T_MAX for the environment and directional lights.
  distance: f32,
  // Environment: radiance. Others: irradiance on a surface that faces the light. The estimator is
  // f·|cos|·radiance / pdf, weighted against the material's density unless `delta`.
  radiance: vec3f,
  // Of this sample over all lights: solid angle density for the environment, probability for a delta light; 0 = no sample.
  pdf: f32,
  delta: u32,
}

fn sample_light(point: vec3f, u: vec3f) -> LightSample {
  let share = lights.environment_probability;
  if (u.z < share) {
    let found = environment_sample(vec3f(u.xy, u.z / share));
    return LightSample(found.wi, T_MAX, found.radiance, share * found.pdf, 0u);
  }
  var low = share;
  for (var i = 0u; i < lights.count; i++) {
    let light = lights.items[i];
    if (u.z < light.cumulative) {
      return sample_delta_light(light, point, light.cumulative - low);
    }
    low = light.cumulative;
  }
  return LightSample(vec3f(0.0), T_MAX, vec3f(0.0), 0.0, 0u);
}

fn sample_delta_light(light: Light, point: vec3f, probability: f32) -> LightSample {
  if (light.kind == LIGHT_DIRECTIONAL) {
    return LightSample(light.place, T_MAX, light.intensity, probability, 1u);
  }
  let offset = light.place - point;
  let squared = max(dot(offset, offset), 1e-12);
  let distance = sqrt(squared);
  return LightSample(offset / distance, distance, light.intensity / squared, probability, 1u);
}

// Density with which `sample_light` gives a direction that leaves the scene: for weighting against other techniques.
fn light_pdf(direction: vec3f) -> f32 {
  return lights.environment_probability * environment_pdf(direction);
}
