// Draws a batch of queries of the reference: distinct texels or several directions a texel, directions in half/difference angles mixed with the
// reference's own sampler (Zeltner et al. 2024, section 5.2). A target is the value at the texel's centre, or its mean over
// the texel's footprint.
import package::bsdf::bsdf::{SurfacePoint, LOBE_NONE};
import package::dataset_bindings::{training, samples};
import package::math::pcg::{rng_new, rng_f32, rng_vec2f, rng_vec3f};
import package::math::sampling::gaussian_pair;
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
  let pair = draw_pair(&rng, training.cosine_fraction);
  let from_sampler = rng_f32(&rng) < training.sampler_fraction;
  let u_prepare = rng_vec3f(&rng);
  let u_sample = rng_vec3f(&rng);
  let size = 1u << training.size_log2;
  let centre = texel_uv(texel, size);
  var wi = pair.wi;
  var sum = vec3f(0.0);
  // One call site: the reference's text is in the program once.
  for (var i = 0u; i < training.footprint_samples; i++) {
    var uv = centre;
    if (training.footprint > 0.0) {
      uv += training.footprint / f32(size) * gaussian_pair(rng_vec2f(&rng));
    }
    let result = shade(SurfacePoint(vec3f(uv, 0.0), uv), pair.wo, wi, u_prepare, u_sample);
    if (i == 0u && from_sampler && result.lobe != LOBE_NONE && result.wi.z > 0.0) {
      wi = result.wi;
      sum += result.weight * result.pdf;
    } else {
      sum += result.f_light;
    }
  }
  samples[id.x] = TrainingSample(pair.wo, texel, wi, sum / f32(training.footprint_samples));
}
