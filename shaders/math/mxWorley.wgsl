// MaterialX's cell and Worley noise.

import package::math::mxHash::{mx_hash2, mx_hash3, mx_hash4, mx_unit};

fn mx_cell2(p: vec2f) -> f32 {
  return mx_unit(mx_hash2(vec2i(floor(p))));
}

fn mx_cell3(p: vec3f) -> f32 {
  return mx_unit(mx_hash3(vec3i(floor(p))));
}

fn mx_cell2_vec3(p: vec2f) -> vec3f {
  let cell = vec2i(floor(p));
  return vec3f(mx_unit(mx_hash3(vec3i(cell, 0))), mx_unit(mx_hash3(vec3i(cell, 1))), mx_unit(mx_hash3(vec3i(cell, 2))));
}

fn mx_cell3_vec3(p: vec3f) -> vec3f {
  let cell = vec3i(floor(p));
  return vec3f(mx_unit(mx_hash4(vec4i(cell, 0))), mx_unit(mx_hash4(vec4i(cell, 1))), mx_unit(mx_hash4(vec4i(cell, 2))));
}

// The three smallest distances, and a point inside the cell of the nearest feature.
struct Worley {
  distances: vec3f,
  nearest: vec3f,
}

// `found` with a squared distance sorted in.
fn mx_worley_insert(found: Worley, squared: f32, place: vec3f) -> Worley {
  let d = found.distances;
  if (squared < d.x) {
    return Worley(vec3f(squared, d.xy), place);
  }
  let rest = select(vec2f(d.y, min(squared, d.z)), vec2f(squared, d.y), squared < d.y);
  return Worley(vec3f(d.x, rest), found.nearest);
}

// `jitter` scales how far features lie from the centres of their cells. Squared distances start at MaterialX's 1e6.
fn mx_worley2(p: vec2f, jitter: f32) -> Worley {
  let cell = floor(p);
  let local = p - cell;
  var found = Worley(vec3f(1e6), vec3f(0.0));
  for (var i = 0; i < 9; i++) {
    let offset = vec2f(f32(i / 3 - 1), f32(i % 3 - 1));
    let feature = offset + (mx_cell2_vec3(cell + offset).xy - 0.5) * jitter + 0.5;
    let d = feature - local;
    found = mx_worley_insert(found, dot(d, d), vec3f(d + p, 0.0));
  }
  return Worley(sqrt(found.distances), found.nearest);
}

fn mx_worley3(p: vec3f, jitter: f32) -> Worley {
  let cell = floor(p);
  let local = p - cell;
  var found = Worley(vec3f(1e6), vec3f(0.0));
  for (var i = 0; i < 27; i++) {
    let offset = vec3f(f32(i / 9 - 1), f32(i / 3 % 3 - 1), f32(i % 3 - 1));
    let feature = offset + (mx_cell3_vec3(cell + offset) - 0.5) * jitter + 0.5;
    let d = feature - local;
    found = mx_worley_insert(found, dot(d, d), d + p);
  }
  return Worley(sqrt(found.distances), found.nearest);
}

// Style 0: the nearest distances. Style 1: a random value of the nearest feature's cell; `single` is the one-channel form.
fn mx_worley2_value(p: vec2f, jitter: f32, style: i32) -> vec3f {
  let found = mx_worley2(p, jitter);
  if (style == 1) {
    return mx_cell2_vec3(found.nearest.xy);
  }
  return found.distances;
}

fn mx_worley2_single(p: vec2f, jitter: f32, style: i32) -> f32 {
  let found = mx_worley2(p, jitter);
  if (style == 1) {
    return mx_cell2(found.nearest.xy);
  }
  return found.distances.x;
}

fn mx_worley3_value(p: vec3f, jitter: f32, style: i32) -> vec3f {
  let found = mx_worley3(p, jitter);
  if (style == 1) {
    return mx_cell3_vec3(found.nearest);
  }
  return found.distances;
}

fn mx_worley3_single(p: vec3f, jitter: f32, style: i32) -> f32 {
  let found = mx_worley3(p, jitter);
  if (style == 1) {
    return mx_cell3(found.nearest);
  }
  return found.distances.x;
}
