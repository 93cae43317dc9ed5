// Film -> display: each pixel of the target takes the film pixel it lies in, tone-mapped, in sRGB.
import package::path::toneMap::{tone_map, srgb_encode};
import package::toneMap_bindings::{params, film, target_image};

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(target_image);
  if (any(id.xy >= size)) {
    return;
  }
  let film_size = vec2u(params.width, params.height);
  let at = id.xy * film_size / size;
  let mapped = tone_map(film[at.y * params.width + at.x].mean, params.curve, params.exposure);
  textureStore(target_image, id.xy, vec4f(srgb_encode(mapped), 1.0));
}
