// The next finer latent level: every texel starts as the coarse texel it lies in. Two vec4f a texel.
import package::grow_bindings::{growth, latents};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = 2u * growth.coarse_size;
  if (id.x >= size || id.y >= size) {
    return;
  }
  let fine = growth.fine + id.y * size + id.x;
  let parent = growth.coarse + (id.y / 2u) * growth.coarse_size + id.x / 2u;
  latents[2u * fine] = latents[2u * parent];
  latents[2u * fine + 1u] = latents[2u * parent + 1u];
}
