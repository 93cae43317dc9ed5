// The uniform block of the analytic metallic-roughness program. Factors multiply the textures, where there are any.

// Affine map of uv: u' = dot(u, (uv, 1)), v' likewise.
struct TextureTransform {
  u: vec3f,
  v: vec3f,
}

struct MetallicRoughnessParams {
  // Linear Rec.709.
  base_color: vec3f,
  metallic: f32,
  roughness: f32,
  normal_scale: f32,
  // Factor of the base colour's alpha, and where a masked material ends.
  opacity: f32,
  alpha_cutoff: f32,
  base_color_transform: TextureTransform,
  metallic_roughness_transform: TextureTransform,
  normal_transform: TextureTransform,
  // Radiance, linear Rec.709; for materials that emit through a texture.
  emissive: vec3f,
  emissive_transform: TextureTransform,
}

// How much faster than uv the transformed coordinates run along the longer of their derivatives.
fn transform_scale(transform: TextureTransform) -> f32 {
  return max(length(vec2f(transform.u.x, transform.v.x)), length(vec2f(transform.u.y, transform.v.y)));
}

fn transform_uv(transform: TextureTransform, uv: vec2f) -> vec2f {
  return vec2f(dot(transform.u, vec3f(uv, 1.0)), dot(transform.v, vec3f(uv, 1.0)));
}
