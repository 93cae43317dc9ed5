// Draws a batch of queries of the reference: distinct places or several directions a place, directions in half/difference angles mixed with the
// reference's own sampler (Zeltner et al. 2024, section 5.2). A target is the value at the row's point, or a mean: over a
// footprint, a cone of light directions, or several walks of a reference whose values are random.
import package::bsdf::bsdf::{SurfacePoint, LOBE_NONE};
import package::dataset_bindings::{training, samples};
import package::math::pcg::{rng_new, rng_f32, rng_vec2f, rng_vec3f};
import package::program::shade;
import package::training::directions::{cone_direction, draw_pair};
import package::training::trainingSample::TrainingSample;
import package::training::trainingTexel::{footprint_point, row_jitter, training_texel};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= training.batch) {
    return;
  }
  let row = id.x % training.texels;
  let texel = training_texel(training.levels, row, row_jitter(row, training.step, training.seed));
  var rng = rng_new(id.x, training.step, training.seed);
  let pair = draw_pair(&rng, training.cosine_fraction);
  let from_sampler = rng_f32(&rng) < training.sampler_fraction;
  let u_prepare = rng_vec3f(&rng);
  let u_sample = rng_vec3f(&rng);
  let start = rng_vec2f(&rng);
  // A direction from the sampler at a point tells of that point: the mean over the footprint leaves it out, and its points
  // come from another start, for points that avoid each other would make the mean too small where such directions go.
  let cone = training.cone > 0.0;
  let draws_first = from_sampler && (texel.footprint > 0.0 || texel.footprint_samples > 1u || cone);
  let drawn_start = rng_vec2f(&rng);
  let averaged = max(texel.footprint_samples, select(1u, training.cone_samples, cone));
  let points = averaged + select(0u, 1u, draws_first);
  var wi = pair.wi;
  var sum = vec3f(0.0);
  // One call site: the reference's text is in the program once.
  for (var i = 0u; i < points; i++) {
    let uv = training.period * footprint_point(texel, select(start, drawn_start, i == 0u && draws_first), i);
    var seen = wi;
    if (cone && (i > 0u || !draws_first)) {
      seen = cone_direction(wi, training.cone, rng_vec2f(&rng));
    }
    // References whose values are random take other numbers for every point.
    let u = fract(u_prepare + f32(i) * vec3f(0.7548776662, 0.5698402910, 0.4301597090));
    let result = shade(SurfacePoint(vec3f(uv, 0.0), uv, 0.0, 0u, 0u), pair.wo, seen, u, u_sample);
    let drawn = i == 0u && from_sampler && result.lobe != LOBE_NONE && result.wi.z > 0.0;
    if (drawn) {
      wi = result.wi;
    }
    if (i > 0u || !draws_first) {
      sum += select(result.f_light, result.weight * result.pdf, drawn);
    }
  }
  samples[id.x] = TrainingSample(pair.wo, texel.index, wi, texel.level, sum / f32(averaged), texel.place);
}
