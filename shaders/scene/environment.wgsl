// The equirectangular environment: radiance, importance sampling by alias table, density. src/scene/environmentTable.ts
// makes the table. Row 0 is up; a column's azimuth is three's: u = atan2(z, x) / 2π + 1/2.
import package::light_bindings::{environment_alias, environment_map, lights};
import package::math::angles::atan2_turns;
import package::math::sampling::unit_circle;

struct EnvironmentSample {
  wi: vec3f,
  // Solid angle.
  pdf: f32,
  radiance: vec3f,
}

// Radiance that arrives from `direction` (unit, world space), bilinear.
fn environment_radiance(direction: vec3f) -> vec3f {
  return lights.environment.intensity * fetch_bilinear(map_position(direction));
}

// What a camera ray sees.
fn background_radiance(direction: vec3f) -> vec3f {
  let settings = lights.environment;
  return settings.background + settings.background_scale * environment_radiance(direction);
}

// Density of `environment_sample` per solid angle.
fn environment_pdf(direction: vec3f) -> f32 {
  let size = vec2f(textureDimensions(environment_map));
  let texel = min(vec2u(map_position(direction) * size), vec2u(size) - 1u);
  return textureLoad(environment_map, texel, 0).a;
}

// u.xy choose a cell and the place in it, u.z decides between the cell and its alias.
fn environment_sample(u: vec3f) -> EnvironmentSample {
  let size = textureDimensions(environment_map);
  let scaled = u.xy * vec2f(size);
  let cell = min(vec2u(scaled), size - 1u);
  let place = min(scaled - vec2f(cell), vec2f(0.99999994));
  let entry = environment_alias[cell.y * size.x + cell.x];
  let index = select(entry.other, cell.y * size.x + cell.x, u.z < entry.threshold);
  let texel = vec2u(index % size.x, index / size.x);
  // Uniform in azimuth and in height: constant density per solid angle inside a texel.
  let rows = f32(size.y) * 2.0;
  let top = unit_circle(f32(texel.y) / rows).x;
  let bottom = unit_circle(f32(texel.y + 1u) / rows).x;
  let y = mix(top, bottom, place.y);
  let r = sqrt(max(1.0 - y * y, 0.0));
  let azimuth = unit_circle((f32(texel.x) + place.x) / f32(size.x) - 0.5);
  let wi = vec3f(r * azimuth.x, y, r * azimuth.y) * lights.environment.rotation;
  return EnvironmentSample(wi, textureLoad(environment_map, texel, 0).a, environment_radiance(wi));
}

// Place on the map in [0, 1]².
fn map_position(direction: vec3f) -> vec2f {
  let d = lights.environment.rotation * direction;
  return vec2f(fract(atan2_turns(d.z, d.x) + 0.5), 2.0 * atan2_turns(length(d.xz), d.y));
}

fn fetch_bilinear(position: vec2f) -> vec3f {
  let size = vec2i(textureDimensions(environment_map));
  let scaled = position * vec2f(size) - 0.5;
  let low = vec2i(floor(scaled));
  let f = scaled - vec2f(low);
  let x0 = (low.x + size.x) % size.x;
  let x1 = (low.x + 1) % size.x;
  let y0 = max(low.y, 0);
  let y1 = min(low.y + 1, size.y - 1);
  let upper = mix(textureLoad(environment_map, vec2i(x0, y0), 0), textureLoad(environment_map, vec2i(x1, y0), 0), f.x);
  let lower = mix(textureLoad(environment_map, vec2i(x0, y1), 0), textureLoad(environment_map, vec2i(x1, y1), 0), f.x);
  return mix(upper, lower, f.y).rgb;
}
