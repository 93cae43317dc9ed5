// Nodes of both levels of the tree, in one array. Node 0 is the root over instances.

// count = 0: an inner node, the left child follows it and `first` is the right child's index.
// count > 0: a leaf. Over triangles it holds `count` of them from `first` on; over instances it holds exactly one.
struct BvhNode {
  lower: vec3f,
  first: u32,
  upper: vec3f,
  count: u32,
}

// Entry distance of a ray that misses a box.
const BOX_MISS = 3e38;
// Widens the exit, so that rounding never loses a box that is touched (Ize, "Robust BVH Ray Traversal", JCGT 2013). Two ulp
// would do with exact division; WGSL allows 2.5 ulp for each.
const BOX_SLACK = 1.000002;

// 1 / direction, with components near zero replaced: WGSL does not promise what a division by zero gives.
fn inverse_direction(direction: vec3f) -> vec3f {
  let tiny = vec3f(1e-20);
  let magnitude = max(abs(direction), tiny);
  return select(vec3f(1.0), vec3f(-1.0), direction < vec3f(0.0)) / magnitude;
}

// Distance at which the ray enters the box, t_min if it starts inside, BOX_MISS if it does not meet it before t_max.
fn box_entry(lower: vec3f, upper: vec3f, origin: vec3f, inverse: vec3f, t_min: f32, t_max: f32) -> f32 {
  let a = (lower - origin) * inverse;
  let b = (upper - origin) * inverse;
  let near = min(a, b);
  let far = max(a, b);
  let entry = max(max(near.x, near.y), max(near.z, t_min));
  let exit = min(min(far.x, far.y), min(far.z, t_max)) * BOX_SLACK;
  return select(BOX_MISS, entry, entry <= exit);
}
