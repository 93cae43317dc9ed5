// The next finer latent level: every texel starts as the coarse texel it lies in. Two vec4f a texel.
import package::grow_bindings::{coarse, fine};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let coarse_size = u32(round(sqrt(f32(arrayLength(&coarse) / 2u))));
  let size = 2u * coarse_size;
  let texel = id.y * size + id.x;
  if (id.x >= size || id.y >= size) {
    return;
  }
  let parent = (id.y / 2u) * coarse_size + id.x / 2u;
  fine[2u * texel] = coarse[2u * parent];
  fine[2u * texel + 1u] = coarse[2u * parent + 1u];
}
