// The radiometric output exp(raw − 3) of the evaluation decoder (src/layers/activation.ts states the same limit).
fn decoded_radiance(raw: vec4f) -> vec3f {
  return exp(min(raw.xyz, vec3f(13.0)) - 3.0);
}
