// A placed mesh. Matrices are affine, stored by rows: column i of the WGSL matrix is row i of the map.

struct Instance {
  world_from_object: mat3x4f,
  object_from_world: mat3x4f,
  // Root of the mesh's tree in the node array.
  root: u32,
  material: u32,
}

fn transform_point(map: mat3x4f, point: vec3f) -> vec3f {
  return vec4f(point, 1.0) * map;
}

fn transform_vector(map: mat3x4f, vector: vec3f) -> vec3f {
  return vec4f(vector, 0.0) * map;
}

// Normals go by the inverse transpose; not normalised. The result stays on the same side of the surface, mirrored or not.
fn transform_normal(instance: Instance, normal: vec3f) -> vec3f {
  return (instance.object_from_world * normal).xyz;
}

// -1 if the instance is mirrored, else 1.
fn mirror_sign(instance: Instance) -> f32 {
  let map = instance.world_from_object;
  return select(1.0, -1.0, dot(cross(map[0].xyz, map[1].xyz), map[2].xyz) < 0.0);
}
