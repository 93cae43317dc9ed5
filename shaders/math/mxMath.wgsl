// Arithmetic of MaterialX pattern nodes that WGSL has no exact word for.

// pow with a defined value everywhere: negative bases count as 0, and x^0 = 1 even for x = 0.
fn mx_power_f32(x: f32, y: f32) -> f32 {
  return select(pow(max(x, 0.0), y), 1.0, y == 0.0);
}
fn mx_power_vec2f(x: vec2f, y: vec2f) -> vec2f {
  return select(pow(max(x, vec2f(0.0)), y), vec2f(1.0), y == vec2f(0.0));
}
fn mx_power_vec3f(x: vec3f, y: vec3f) -> vec3f {
  return select(pow(max(x, vec3f(0.0)), y), vec3f(1.0), y == vec3f(0.0));
}
fn mx_power_vec4f(x: vec4f, y: vec4f) -> vec4f {
  return select(pow(max(x, vec4f(0.0)), y), vec4f(1.0), y == vec4f(0.0));
}

// Degrees; clockwise for positive angles, as MaterialX's own code turns.
fn mx_rotate2d(v: vec2f, degrees_clockwise: f32) -> vec2f {
  let angle = radians(degrees_clockwise);
  let c = cos(angle);
  let s = sin(angle);
  return vec2f(c * v.x + s * v.y, c * v.y - s * v.x);
}

// Rodrigues' formula, by minus the angle: MaterialX writes the rows of its matrix as GLSL columns.
fn mx_rotate3d(v: vec3f, degrees_clockwise: f32, axis: vec3f) -> vec3f {
  let angle = radians(degrees_clockwise);
  let k = normalize(axis);
  let c = cos(angle);
  return v * c - cross(k, v) * sin(angle) + k * (dot(k, v) * (1.0 - c));
}

// Hermite step; degenerate and reversed limits are a hard step, as in MaterialX's smoothstep node.
fn mx_smoothstep(x: f32, low: f32, high: f32) -> f32 {
  if (x >= high) {
    return 1.0;
  }
  if (x <= low) {
    return 0.0;
  }
  let t = (x - low) / (high - low);
  return t * t * (3.0 - 2.0 * t);
}

// Zeros where there is no inverse.
fn mx_inverse_mat3x3f(m: mat3x3f) -> mat3x3f {
  let a = cross(m[1], m[2]);
  let det = dot(m[0], a);
  let scale = select(1.0 / det, 0.0, det == 0.0);
  return transpose(mat3x3f(a, cross(m[2], m[0]), cross(m[0], m[1]))) * scale;
}

// Cofactors of the column beside three others.
fn mx_cofactors(a: vec4f, b: vec4f, c: vec4f) -> vec4f {
  return vec4f(
    dot(a.yzw, cross(b.yzw, c.yzw)),
    -dot(a.xzw, cross(b.xzw, c.xzw)),
    dot(a.xyw, cross(b.xyw, c.xyw)),
    -dot(a.xyz, cross(b.xyz, c.xyz)),
  );
}

fn mx_inverse_mat4x4f(m: mat4x4f) -> mat4x4f {
  let first = mx_cofactors(m[1], m[2], m[3]);
  let det = dot(m[0], first);
  let scale = select(1.0 / det, 0.0, det == 0.0);
  let others = mat4x4f(
    first,
    -mx_cofactors(m[0], m[2], m[3]),
    mx_cofactors(m[0], m[1], m[3]),
    -mx_cofactors(m[0], m[1], m[2]),
  );
  return transpose(others) * scale;
}
