// Sums of gradient noise over octaves, as MaterialX's fractal nodes take them.

import package::math::mxNoise::{mx_perlin2, mx_perlin2_vec3, mx_perlin3, mx_perlin3_vec3};

fn mx_fractal2(start: vec2f, octaves: i32, lacunarity: f32, diminish: f32) -> f32 {
  var p = start;
  var sum = 0.0;
  var amplitude = 1.0;
  for (var i = 0; i < octaves; i++) {
    sum += amplitude * mx_perlin2(p);
    amplitude *= diminish;
    p *= lacunarity;
  }
  return sum;
}

fn mx_fractal2_vec3(start: vec2f, octaves: i32, lacunarity: f32, diminish: f32) -> vec3f {
  var p = start;
  var sum = vec3f(0.0);
  var amplitude = 1.0;
  for (var i = 0; i < octaves; i++) {
    sum += amplitude * mx_perlin2_vec3(p);
    amplitude *= diminish;
    p *= lacunarity;
  }
  return sum;
}

fn mx_fractal3(start: vec3f, octaves: i32, lacunarity: f32, diminish: f32) -> f32 {
  var p = start;
  var sum = 0.0;
  var amplitude = 1.0;
  for (var i = 0; i < octaves; i++) {
    sum += amplitude * mx_perlin3(p);
    amplitude *= diminish;
    p *= lacunarity;
  }
  return sum;
}

fn mx_fractal3_vec3(start: vec3f, octaves: i32, lacunarity: f32, diminish: f32) -> vec3f {
  var p = start;
  var sum = vec3f(0.0);
  var amplitude = 1.0;
  for (var i = 0; i < octaves; i++) {
    sum += amplitude * mx_perlin3_vec3(p);
    amplitude *= diminish;
    p *= lacunarity;
  }
  return sum;
}
