// What the encoder sees of a batch of texels: the reference's pattern values at their centres, standardised.
import package::bsdf::bsdf::SurfacePoint;
import package::encoder_bindings::{training, encoder, standard, encoded};
import package::pattern_features::{FEATURE_BLOCKS, pattern_features};
import package::training::texelOrder::{permuted_texel, texel_uv};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let rows = training.texels;
  if (id.x >= rows) {
    return;
  }
  let texel = permuted_texel(training.first + id.x, 2u * training.size_log2, training.epoch_key);
  let uv = texel_uv(texel, 1u << training.size_log2);
  var features = pattern_features(SurfacePoint(vec3f(uv, 0.0), uv));
  for (var b = 0u; b < FEATURE_BLOCKS; b++) {
    encoded[(encoder.inputs + b) * rows + id.x] = (features[b] - standard[2u * b]) * standard[2u * b + 1u];
  }
}
