// Shading normals from MaterialX's normal and height maps.

// A tangent-space normal encoded in [0, 1] in the frame (t, b, n). Black means no map: the normal itself.
fn mx_normal_map(encoded: vec3f, scale: vec2f, n: vec3f, t: vec3f, b: vec3f) -> vec3f {
  let decoded = select(encoded * 2.0 - 1.0, vec3f(0.0, 0.0, 1.0), dot(encoded, encoded) == 0.0);
  return normalize(t * (decoded.x * scale.x) + b * (decoded.y * scale.y) + n * decoded.z);
}

// A height gradient as an encoded tangent-space normal. Samples are (height, texcoord) at uv - step and uv + step along u,
// then along v; MaterialX takes the same cross product of screen-space differences, with the same factor 1/16.
fn mx_height_normal(samples: array<vec3f, 4>, scale: f32) -> vec3f {
  let du = samples[1] - samples[0];
  let dv = samples[3] - samples[2];
  let n = cross(vec3f(du.yz, du.x * scale / 16.0), vec3f(dv.yz, dv.x * scale / 16.0));
  // Scaled first: the squares of products of small differences lose digits in f32.
  let size = max(abs(n.x), max(abs(n.y), abs(n.z)));
  if (size == 0.0) {
    return vec3f(0.5, 0.5, 1.0);
  }
  return normalize(n / select(size, -size, n.z < 0.0)) * 0.5 + 0.5;
}
