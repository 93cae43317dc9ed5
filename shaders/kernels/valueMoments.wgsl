// Sums of a material's values and of their squares at queries that are the same for every material: mean and variance of
// references whose values are random, and how far a network is from the mean.
import package::bsdf::bsdf::SurfacePoint;
import package::math::pcg::{rng_new, rng_vec2f, rng_vec3f};
import package::program::{eval, prepare};
import package::training::directions::draw_pair;
import package::value_moments_bindings::{draws, moments};

// Half of the pairs as hits find a surface, half by half and difference angles: highlights get their share.
const COSINE_FRACTION = 0.5;
const SEED = 1u;

// `draws`: how many in this dispatch, and its number. Two vectors a query.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (2u * id.x >= arrayLength(&moments)) {
    return;
  }
  var rng = rng_new(id.x, 0u, SEED);
  let uv = rng_vec2f(&rng);
  let pair = draw_pair(&rng, COSINE_FRACTION);
  let point = SurfacePoint(vec3f(uv, 0.0), uv, 0.0, 0u, 0u);
  var sum = vec3f(0.0);
  var squares = vec3f(0.0);
  var numbers = rng_new(id.x, 1u + draws.y, SEED);
  for (var i = 0u; i < draws.x; i++) {
    let value = eval(prepare(point, pair.wo, rng_vec3f(&numbers)), pair.wi);
    sum += value;
    squares += value * value;
  }
  moments[2u * id.x] += vec4f(sum, 0.0);
  moments[2u * id.x + 1u] += vec4f(squares, 0.0);
}
