// What is uniform about the lights of a scene: one uniform buffer. src/scene/lightTable.ts fills it.

// More lights are refused when the table is made.
const MAX_LIGHTS = 64u;
const LIGHT_DIRECTIONAL = 0u;
const LIGHT_POINT = 1u;

struct Light {
  // Unit direction to a directional light; position of a point light.
  place: vec3f,
  kind: u32,
  // Lux (directional) or candela (point), times colour.
  intensity: vec3f,
  // Upper end of the light's interval of the choosing number; the environment has [0, environment_probability).
  cumulative: f32,
}

struct EnvironmentParams {
  // World -> environment.
  rotation: mat3x3f,
  // What camera rays see where they leave the scene: the environment times `background_scale`, plus this colour.
  background: vec3f,
  background_scale: f32,
  // Factor on the map's radiance.
  intensity: f32,
}

// A cell of the alias table (Walker 1977; Vose 1991): itself below the threshold, else `other`.
struct AliasEntry {
  threshold: f32,
  other: u32,
}

struct LightTable {
  environment: EnvironmentParams,
  environment_probability: f32,
  count: u32,
  items: array<Light, MAX_LIGHTS>,
}
