// MaterialX's hash of integer lattice points: Bob Jenkins' lookup3 (public domain, burtleburtle.net/bob/c/lookup3.c),
// as Open Shading Language and MaterialX key it. Bit for bit the numbers of src/materials/layered/mxNoise.ts.

fn mx_rotate_left(x: u32, bits: u32) -> u32 {
  return (x << bits) | (x >> (32u - bits));
}

// Jenkins' final mix of three words.
fn mx_hash_final(start: vec3u) -> u32 {
  var a = start.x;
  var b = start.y;
  var c = start.z;
  c = (c ^ b) - mx_rotate_left(b, 14u);
  a = (a ^ c) - mx_rotate_left(c, 11u);
  b = (b ^ a) - mx_rotate_left(a, 25u);
  c = (c ^ b) - mx_rotate_left(b, 16u);
  a = (a ^ c) - mx_rotate_left(c, 4u);
  b = (b ^ a) - mx_rotate_left(a, 14u);
  return (c ^ b) - mx_rotate_left(b, 24u);
}

// Jenkins' mix between blocks of three words.
fn mx_hash_mix(start: vec3u) -> vec3u {
  var a = start.x;
  var b = start.y;
  var c = start.z;
  a = (a - c) ^ mx_rotate_left(c, 4u);
  c += b;
  b = (b - a) ^ mx_rotate_left(a, 6u);
  a += c;
  c = (c - b) ^ mx_rotate_left(b, 8u);
  b += a;
  a = (a - c) ^ mx_rotate_left(c, 16u);
  c += b;
  b = (b - a) ^ mx_rotate_left(a, 19u);
  a += c;
  c = (c - b) ^ mx_rotate_left(b, 4u);
  b += a;
  return vec3u(a, b, c);
}

// The start value for keys of `count` words.
fn mx_hash_seed(count: u32) -> u32 {
  return 0xdeadbeefu + (count << 2u) + 13u;
}

fn mx_hash2(p: vec2i) -> u32 {
  return mx_hash_final(vec3u(mx_hash_seed(2u)) + vec3u(vec2u(p), 0u));
}

fn mx_hash3(p: vec3i) -> u32 {
  return mx_hash_final(vec3u(mx_hash_seed(3u)) + vec3u(p));
}

fn mx_hash4(p: vec4i) -> u32 {
  let mixed = mx_hash_mix(vec3u(mx_hash_seed(4u)) + vec3u(p.xyz));
  return mx_hash_final(mixed + vec3u(u32(p.w), 0u, 0u));
}

// All bits as a number in [0, 1].
fn mx_unit(bits: u32) -> f32 {
  return f32(bits) / 4294967295.0;
}
