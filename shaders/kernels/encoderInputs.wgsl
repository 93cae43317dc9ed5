// What the encoder sees of a batch of texels, standardised: mean and deviation of the reference's pattern values over the
// texel's footprint, covariances of the first two components of its vectors (second moments as in LEAN mapping, Olano and
// Baker, I3D 2010, estimated on the fly), and the level.
import package::bsdf::bsdf::SurfacePoint;
import package::encoder_bindings::{training, encoder, standard, encoded};
import package::math::pcg::{rng_new, rng_vec2f};
import package::pattern_features::{FEATURE_BLOCKS, PRODUCT_BLOCKS, pattern_features, feature_products};
import package::training::trainingTexel::{footprint_point, row_jitter, training_texel};

// Keeps these numbers apart from those of the dataset.
const STREAM = 0x3c6ef372u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let rows = training.texels;
  if (id.x >= rows) {
    return;
  }
  let texel = training_texel(training.levels, id.x, row_jitter(id.x, training.step, training.seed));
  var rng = rng_new(texel.index, training.step, training.seed ^ STREAM);
  let start = rng_vec2f(&rng);
  var sums = array<vec4f, FEATURE_BLOCKS>();
  var squares = array<vec4f, FEATURE_BLOCKS>();
  var products = array<vec4f, PRODUCT_BLOCKS>();
  for (var i = 0u; i < texel.footprint_samples; i++) {
    let uv = training.period * footprint_point(texel, start, i);
    var features = pattern_features(SurfacePoint(vec3f(uv, 0.0), uv, 0.0, 0u, 0u));
    var crossed = feature_products(features);
    for (var b = 0u; b < FEATURE_BLOCKS; b++) {
      sums[b] += features[b];
      squares[b] += features[b] * features[b];
    }
    for (var b = 0u; b < PRODUCT_BLOCKS; b++) {
      products[b] += crossed[b];
    }
  }
  let share = 1.0 / f32(texel.footprint_samples);
  var means = array<vec4f, FEATURE_BLOCKS>();
  for (var b = 0u; b < FEATURE_BLOCKS; b++) {
    means[b] = sums[b] * share;
    write(id.x, b, means[b]);
    write(id.x, FEATURE_BLOCKS + b, sqrt(max(squares[b] * share - means[b] * means[b], vec4f(0.0))));
  }
  var of_means = feature_products(means);
  for (var b = 0u; b < PRODUCT_BLOCKS; b++) {
    write(id.x, 2u * FEATURE_BLOCKS + b, products[b] * share - of_means[b]);
  }
  write(id.x, 2u * FEATURE_BLOCKS + PRODUCT_BLOCKS, vec4f(f32(texel.level), 0.0, 0.0, 0.0));
}

fn write(row: u32, block: u32, value: vec4f) {
  encoded[(encoder.inputs + block) * training.texels + row] = (value - standard[2u * block]) * standard[2u * block + 1u];
}
