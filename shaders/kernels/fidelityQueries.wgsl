// One camera sample a pixel: where it hits, and three directions (environment, reference sampler, cosine) under one mixture
// density. The reference is evaluated on the way; every other program gets the same queries from fidelityEvaluate.
import package::bsdf::bsdf::{LOBE_NONE, SurfacePoint};
import package::fidelity_bindings::{image, queries, settings};
import package::math::frame::{from_frame, to_frame};
import package::math::lowDiscrepancy::{morton, sobol_1d, sobol_2d};
import package::math::pcg::pcg_hash3;
import package::math::sampling::{INV_PI, sample_cosine};
import package::path::fidelityQuery::{DIRECTIONS, FidelityQuery};
import package::path::rayCone::{camera_cone, cone_width, footprint_side};
import package::program::shade;
import package::scene::camera::camera_ray;
import package::scene::environment::{environment_pdf, environment_radiance, environment_sample};
import package::scene::unitSphere::hit_unit_sphere;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(settings.camera.size);
  if (any(id.xy >= size)) {
    return;
  }
  let index = id.y * size.x + id.x;
  // Pixels in Morton order share one sequence: errors of neighbours differ as samples of one pixel do, and the eye (and FLIP)
  // averages them (Ahmed and Wonka, "Screen-space blue-noise diffusion of Monte Carlo sampling error", 2020).
  let first = morton(id.xy) * settings.samples;
  let sample = first + settings.sample;
  let camera_sample = select(settings.sample, settings.sample % max(settings.places, 1u), settings.places > 0u);
  let place_sample = first + camera_sample;
  // Eight numbers apart: each set below takes up to three.
  let seed = pcg_hash3(0u, 0u, settings.seed);
  let ray = camera_ray(settings.camera, id.xy, sobol_2d(place_sample, seed), vec2f(0.5));
  let place = hit_unit_sphere(ray.origin, ray.direction);
  var query = FidelityQuery();
  if (!place.hit) {
    queries[index] = query;
    return;
  }
  query.hit = 1u;
  query.position = place.position;
  query.uv = settings.uv_scale * place.uv;
  if (settings.footprint_scale > 0.0) {
    let width = cone_width(camera_cone(settings.camera), distance(ray.origin, place.position));
    let density = settings.uv_scale * place.uv_density;
    let cosine = dot(place.position, ray.direction);
    query.footprint = settings.footprint_scale * footprint_side(width, density, cosine, camera_sample);
  }
  query.wo = to_frame(place.frame, -ray.direction);
  query.u = vec3f(sobol_2d(place_sample, seed + 8u), sobol_1d(place_sample, seed + 16u));

  let from_environment = environment_sample(vec3f(sobol_2d(sample, seed + 24u), sobol_1d(sample, seed + 32u)));
  let u_sample = vec3f(sobol_2d(sample, seed + 40u), sobol_1d(sample, seed + 48u));
  query.wi[0] = to_frame(place.frame, from_environment.wi);
  query.wi[1] = sample_cosine(sobol_2d(sample, seed + 56u));
  var value: array<vec3f, DIRECTIONS>;
  var density: array<f32, DIRECTIONS>;
  // The truth is what points show: whatever filters is measured against it.
  let point = SurfacePoint(query.position, query.uv, 0.0, 0u, 0u);
  // One call site: a compiled document is long, and every call is inlined.
  for (var k = 0u; k < 2u; k++) {
    let result = shade(point, query.wo, query.wi[k], query.u, u_sample);
    value[k] = result.f_light;
    density[k] = result.pdf_light;
    if (k == 0u) {
      let drawn = result.lobe != LOBE_NONE;
      query.wi[2] = select(vec3f(0.0, 0.0, -1.0), result.wi, drawn);
      value[2] = select(vec3f(0.0), result.weight * result.pdf, drawn);
      density[2] = result.pdf;
    }
  }
  var sum = vec3f(0.0);
  for (var k = 0u; k < DIRECTIONS; k++) {
    let wi = query.wi[k];
    if (wi.z > 0.0) {
      let direction = from_frame(place.frame, wi);
      let mixture = environment_pdf(direction) + density[k] + wi.z * INV_PI;
      query.weighted_radiance[k] = environment_radiance(direction) / mixture;
      sum += value[k] * query.weighted_radiance[k];
    }
  }
  queries[index] = query;
  image[index] += vec4f(sum, 1.0);
}
