// Hex tiling (Mikkelsen, "Practical Real-Time Hex-Tiling", JCGT 2022) with MaterialX's constants: a triangle grid over the texture
// plane, at each corner of which the image is turned, scaled and moved by a hash; a point mixes the three of its triangle.

const HEXTILE_SCALE = 3.46410162;
// Cosine of 30° over its inverse: the grid's axes are 60° apart.
const HEXTILE_SKEW = 1.15470054;

// By Dave Hoskins, "Hash without sine".
fn mx_hextile_hash(p: vec2f) -> vec2f {
  let a = fract(p.xyx * vec3f(0.1031, 0.1030, 0.0973));
  let b = a + dot(a, a.yzx + 33.33);
  return fract((b.xx + b.yz) * b.zy);
}

fn mx_hextile_skewed(coord: vec2f) -> vec2f {
  let st = coord * HEXTILE_SCALE;
  return vec2f(st.x - 0.5 * HEXTILE_SKEW * st.y, HEXTILE_SKEW * st.y);
}

// Whether the point lies in the far triangle of its cell.
fn mx_hextile_far(part: vec2f) -> f32 {
  return step(1.0, part.x + part.y);
}

// Barycentric coordinates in the point's triangle.
fn mx_hextile_weights(coord: vec2f) -> vec3f {
  let part = fract(mx_hextile_skewed(coord));
  let far = mx_hextile_far(part);
  let sign = 2.0 * far - 1.0;
  return vec3f((part.x + part.y - 1.0) * sign, far - part.y * sign, far - part.x * sign);
}

// Corner 0, 1 or 2 of the point's triangle, in cells.
fn mx_hextile_corner(coord: vec2f, corner: i32) -> vec2f {
  let skewed = mx_hextile_skewed(coord);
  let far = mx_hextile_far(fract(skewed));
  let near = 1.0 - far;
  return floor(skewed) + select(vec2f(select(near, far, corner == 1), select(near, far, corner == 2)), vec2f(far), corner == 0);
}

fn mx_hextile_random(coord: vec2f, corner: i32) -> vec2f {
  // MaterialX's offset, away from where the hash gives zeros.
  return mx_hextile_hash(mx_hextile_corner(coord, corner) + 0.12345);
}

// Radians by which the image is turned about a corner; ranges in degrees.
fn mx_hextile_turn(coord: vec2f, corner: i32, rotation: f32, rotation_range: vec2f) -> f32 {
  let range = radians(rotation_range);
  return mix(range.x, range.y, mx_hextile_random(coord, corner).x * rotation);
}

fn mx_hextile_turns(coord: vec2f, rotation: f32, rotation_range: vec2f) -> vec3f {
  return vec3f(
    mx_hextile_turn(coord, 0, rotation, rotation_range),
    mx_hextile_turn(coord, 1, rotation, rotation_range),
    mx_hextile_turn(coord, 2, rotation, rotation_range),
  );
}

// Where a point finds the image of a corner.
fn mx_hextile_coordinates(
  coord: vec2f,
  corner: i32,
  rotation: f32,
  rotation_range: vec2f,
  scale: f32,
  scale_range: vec2f,
  offset: f32,
  offset_range: vec2f,
) -> vec2f {
  let id = mx_hextile_corner(coord, corner);
  let centre = vec2f(id.x + 0.5 * id.y, id.y / HEXTILE_SKEW) / HEXTILE_SCALE;
  let random = mx_hextile_random(coord, corner);
  let turn = mx_hextile_turn(coord, corner, rotation, rotation_range);
  let c = cos(turn);
  let s = sin(turn);
  let away = coord - centre;
  let size = mix(1.0, mix(scale_range.x, scale_range.y, random.y), scale);
  let moved = mix(vec2f(offset_range.x), vec2f(offset_range.y), random * offset);
  return vec2f(away.x * c - away.y * s, away.x * s + away.y * c) / size + centre + moved;
}

// Schlick's gain (Graphics Gems IV).
fn mx_hextile_gain(x: vec3f, falloff: f32) -> vec3f {
  let a = (1.0 / clamp(falloff, 0.001, 0.999) - 2.0) * (1.0 - 2.0 * x);
  return select((a - x) / (a - 1.0), x / (a + 1.0), x < vec3f(0.5));
}

// Shares of the three images that sum to 1. contrast: of each image where the point is.
fn mx_hextile_shares(weights: vec3f, contrast: vec3f, falloff: f32) -> vec3f {
  let powers = contrast * pow(max(weights, vec3f(0.0)), vec3f(7.0));
  let shares = powers / max(powers.x + powers.y + powers.z, 1e-20);
  if (falloff == 0.5) {
    return shares;
  }
  let gained = mx_hextile_gain(shares, falloff);
  return gained / max(gained.x + gained.y + gained.z, 1e-20);
}

fn mx_hextile_blend(
  c1: vec3f,
  c2: vec3f,
  c3: vec3f,
  weights: vec3f,
  falloff: f32,
  falloff_contrast: f32,
  luma: vec3f,
) -> vec3f {
  let contrast = mix(vec3f(1.0), vec3f(dot(c1, luma), dot(c2, luma), dot(c3, luma)), falloff_contrast);
  let w = mx_hextile_shares(weights, contrast, falloff);
  return w.x * c1 + w.y * c2 + w.z * c3;
}

fn mx_hextile_blend4(
  c1: vec4f,
  c2: vec4f,
  c3: vec4f,
  weights: vec3f,
  falloff: f32,
  falloff_contrast: f32,
  luma: vec3f,
) -> vec4f {
  let color = mx_hextile_blend(c1.rgb, c2.rgb, c3.rgb, weights, falloff, falloff_contrast, luma);
  let a = (c1.a + c2.a + c3.a) / 3.0;
  return vec4f(color, select(mx_hextile_gain(vec3f(a), falloff).x, a, falloff == 0.5));
}

// Negative gradient of a surface whose normal is m over one whose normal is n (Mikkelsen 2020).
fn mx_hextile_gradient(n: vec3f, m: vec3f) -> vec3f {
  let d = dot(n, m);
  return (d * n - m) / max(abs(d), 1e-8);
}

// The normal that a texel of a normal map means where the map is turned about n.
fn mx_hextile_turned(texel: vec3f, turn: f32, strength: f32, flip: bool, n: vec3f, t: vec3f, b: vec3f) -> vec3f {
  let read = 2.0 * vec3f(texel.x, select(texel.y, 1.0 - texel.y, flip), texel.z) - 1.0;
  let slope = strength * (t * read.x + b * read.y);
  let c = cos(turn);
  let turned = slope * c + cross(n, slope) * sin(turn) + n * (dot(n, slope) * (1.0 - c));
  return normalize(turned + n * read.z);
}

fn mx_hextile_normal(
  texel_1: vec3f,
  texel_2: vec3f,
  texel_3: vec3f,
  weights: vec3f,
  turns: vec3f,
  falloff: f32,
  strength: f32,
  flip: bool,
  n: vec3f,
  t: vec3f,
  b: vec3f,
) -> vec3f {
  let w = clamp(mx_hextile_shares(weights, vec3f(1.0), falloff), vec3f(0.0), vec3f(1.0));
  let g = w.x * mx_hextile_gradient(n, mx_hextile_turned(texel_1, turns.x, strength, flip, n, t, b))
    + w.y * mx_hextile_gradient(n, mx_hextile_turned(texel_2, turns.y, strength, flip, n, t, b))
    + w.z * mx_hextile_gradient(n, mx_hextile_turned(texel_3, turns.z, strength, flip, n, t, b));
  return normalize(n - g);
}
