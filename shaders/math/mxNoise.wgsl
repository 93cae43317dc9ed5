// MaterialX's gradient noise: Perlin's improved noise over the hashed integer lattice, scaled to about [-1, 1].
// The corners are visited in a loop, so the hash stands once in the program.

import package::math::mxHash::{mx_hash2, mx_hash3};

fn mx_fade2(t: vec2f) -> vec2f {
  return t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
}
fn mx_fade3(t: vec3f) -> vec3f {
  return t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
}

// Dot product with one of (±1, ±2), (±2, ±1).
fn mx_gradient2(hash: u32, d: vec2f) -> f32 {
  let first = (hash & 7u) < 4u;
  let u = select(d.y, d.x, first);
  let v = 2.0 * select(d.x, d.y, first);
  return select(u, -u, (hash & 1u) != 0u) + select(v, -v, (hash & 2u) != 0u);
}

// Dot product with a vector to the middle of one of a cube's edges.
fn mx_gradient3(hash: u32, d: vec3f) -> f32 {
  let h = hash & 15u;
  let u = select(d.y, d.x, h < 8u);
  let v = select(select(d.z, d.x, h == 12u || h == 14u), d.y, h < 4u);
  return select(u, -u, (h & 1u) != 0u) + select(v, -v, (h & 2u) != 0u);
}

// In (±1, ±1); MaterialX's factor for two dimensions.
fn mx_perlin2(p: vec2f) -> f32 {
  let cell = floor(p);
  let f = p - cell;
  let fade = mx_fade2(f);
  var sum = 0.0;
  for (var i = 0; i < 4; i++) {
    let corner = vec2i(i & 1, i >> 1u);
    let weight = select(1.0 - fade, fade, corner == vec2i(1));
    sum += weight.x * weight.y * mx_gradient2(mx_hash2(vec2i(cell) + corner), f - vec2f(corner));
  }
  return 0.6616 * sum;
}

fn mx_perlin3(p: vec3f) -> f32 {
  let cell = floor(p);
  let f = p - cell;
  let fade = mx_fade3(f);
  var sum = 0.0;
  for (var i = 0; i < 8; i++) {
    let corner = vec3i(i & 1, (i >> 1u) & 1, i >> 2u);
    let weight = select(1.0 - fade, fade, corner == vec3i(1));
    sum += weight.x * weight.y * weight.z * mx_gradient3(mx_hash3(vec3i(cell) + corner), f - vec3f(corner));
  }
  return 0.982 * sum;
}

// Three noises from the three low bytes of one hash.
fn mx_perlin2_vec3(p: vec2f) -> vec3f {
  let cell = floor(p);
  let f = p - cell;
  let fade = mx_fade2(f);
  var sum = vec3f(0.0);
  for (var i = 0; i < 4; i++) {
    let corner = vec2i(i & 1, i >> 1u);
    let weight = select(1.0 - fade, fade, corner == vec2i(1));
    let hash = mx_hash2(vec2i(cell) + corner);
    let d = f - vec2f(corner);
    let gradients = vec3f(mx_gradient2(hash, d), mx_gradient2(hash >> 8u, d), mx_gradient2(hash >> 16u, d));
    sum += weight.x * weight.y * gradients;
  }
  return 0.6616 * sum;
}

fn mx_perlin3_vec3(p: vec3f) -> vec3f {
  let cell = floor(p);
  let f = p - cell;
  let fade = mx_fade3(f);
  var sum = vec3f(0.0);
  for (var i = 0; i < 8; i++) {
    let corner = vec3i(i & 1, (i >> 1u) & 1, i >> 2u);
    let weight = select(1.0 - fade, fade, corner == vec3i(1));
    let hash = mx_hash3(vec3i(cell) + corner);
    let d = f - vec3f(corner);
    let gradients = vec3f(mx_gradient3(hash, d), mx_gradient3(hash >> 8u, d), mx_gradient3(hash >> 16u, d));
    sum += weight.x * weight.y * weight.z * gradients;
  }
  return 0.982 * sum;
}
