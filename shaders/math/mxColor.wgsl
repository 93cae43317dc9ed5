// Colour and parameter conversions of MaterialX nodes.

// Hue in turns, saturation, value (Foley and van Dam).
fn mx_rgb_to_hsv(c: vec3f) -> vec3f {
  let value = max(c.r, max(c.g, c.b));
  let chroma = value - min(c.r, min(c.g, c.b));
  let saturation = select(0.0, chroma / value, value > 0.0);
  if (saturation <= 0.0) {
    return vec3f(0.0, saturation, value);
  }
  var sixths = 4.0 + (c.r - c.g) / chroma;
  if (c.r >= value) {
    sixths = (c.g - c.b) / chroma;
  } else if (c.g >= value) {
    sixths = 2.0 + (c.b - c.r) / chroma;
  }
  let hue = sixths / 6.0;
  return vec3f(select(hue, hue + 1.0, hue < 0.0), saturation, value);
}

// Each channel falls from `value` to p and rises again along a trapezoid of the hue: the hexcone without its six cases.
fn mx_hsv_to_rgb(hsv: vec3f) -> vec3f {
  if (hsv.y < 1e-4) {
    return vec3f(hsv.z);
  }
  let sixths = (hsv.x - floor(hsv.x)) * 6.0;
  let k = (vec3f(5.0, 3.0, 1.0) + sixths) % 6.0;
  return hsv.z * (1.0 - hsv.y * clamp(min(k, 4.0 - k), vec3f(0.0), vec3f(1.0)));
}

const MX_ROUGHNESS_FLOOR = 1e-8;

// GGX alphas along and across the tangent.
fn mx_roughness_anisotropy(roughness: f32, anisotropy: f32) -> vec2f {
  let squared = clamp(roughness * roughness, MX_ROUGHNESS_FLOOR, 1.0);
  if (anisotropy <= 0.0) {
    return vec2f(squared);
  }
  let aspect = sqrt(1.0 - clamp(anisotropy, 0.0, 0.98));
  return vec2f(min(squared / aspect, 1.0), squared * aspect);
}

fn mx_roughness_dual(roughness: vec2f) -> vec2f {
  let both = vec2f(roughness.x, select(roughness.y, roughness.x, roughness.y < 0.0));
  return clamp(both * both, vec2f(MX_ROUGHNESS_FLOOR), vec2f(1.0));
}

// Gulbrandsen, "Artist Friendly Metallic Fresnel", JCGT 2014: equation 3 (n) and equation 4 (k).
fn mx_artistic_ior(reflectivity: vec3f, edge_color: vec3f) -> vec3f {
  let r = clamp(reflectivity, vec3f(0.0), vec3f(0.99));
  let root = sqrt(r);
  return mix((1.0 + root) / (1.0 - root), (1.0 - r) / (1.0 + r), edge_color);
}

fn mx_artistic_extinction(reflectivity: vec3f, edge_color: vec3f) -> vec3f {
  let r = clamp(reflectivity, vec3f(0.0), vec3f(0.99));
  let n = mx_artistic_ior(reflectivity, edge_color);
  let squared = ((n + 1.0) * (n + 1.0) * r - (n - 1.0) * (n - 1.0)) / (1.0 - r);
  return sqrt(max(squared, vec3f(0.0)));
}
