// Draws a batch of queries of the reference: distinct texels or several directions a texel, directions in half/difference angles mixed with the
// reference's own sampler (Zeltner et al. 2024, section 5.2).
import package::bsdf::bsdf::{SurfacePoint, LOBE_NONE};
import package::dataset_bindings::{training, samples};
import package::math::pcg::{rng_new, rng_f32, rng_vec3f};
import package::program::shade;
import package::training::directions::draw_pair;
import package::training::texelOrder::{permuted_texel, texel_uv};
import package::training::trainingSample::TrainingSample;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= training.batch) {
    return;
  }
  let texel = permuted_texel(training.first + id.x % training.texels, 2u * training.size_log2, training.epoch_key);
  var rng = rng_new(id.x, training.step, training.seed);
  let pair = draw_pair(&rng);
  let from_sampler = rng_f32(&rng) < training.sampler_fraction;
  let u_prepare = rng_vec3f(&rng);
  let u_sample = rng_vec3f(&rng);
  let uv = texel_uv(texel, 1u << training.size_log2);
  let point = SurfacePoint(vec3f(uv, 0.0), uv);
  let result = shade(point, pair.wo, pair.wi, u_prepare, u_sample);
  if (from_sampler && result.lobe != LOBE_NONE && result.wi.z > 0.0) {
    samples[id.x] = TrainingSample(pair.wo, texel, result.wi, result.weight * result.pdf);
  } else {
    samples[id.x] = TrainingSample(pair.wo, texel, pair.wi, result.f_light);
  }
}
