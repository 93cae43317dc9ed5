// As `trace`, for scenes whose meshes are filled: a path inside one is dimmed on its way and scattered until it meets a surface.
// The whole random walk is one vertex of the path. It takes no light samples: what bounds a medium bends their light or spreads it.
import package::bsdf::medium::{medium_fly, medium_phase, medium_sample_phase, unpack_medium};
import package::math::pcg::{rng_f32, rng_vec2f};
import package::path::arrival::arrive;
import package::path::pathSample::{path_key, path_rng, PURPOSE_MEDIUM};
import package::path::pathState::{NO_BIN, is_over, vertices_of};
import package::path::queues::WAVE_GROUP;
import package::path::rayCone::{RayCone, cone_width, scattered_spread};
import package::path::roulette::survival;
import package::scene::hit::{Hit, infinite_ray, is_hit};
import package::scene::surface::offset_origin;
import package::scene::traverse::closest_hit;
import package::trace_bindings::{wave, paths, queues};

// Events before chance may end a walk. What is left after the most is lost: 3 % of what no medium absorbs in a thick white body.
const CERTAIN_EVENTS = 16u;
const MOST_EVENTS = 1024u;

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.active_size) {
    return;
  }
  let path = queues.indices[queues.active_first + id.x];
  var throughput = paths[path].throughput;
  let packed = paths[path].medium;
  let filled = any(packed != vec4u(0u));
  // The last ray of a path looks for the environment alone, and inside there is none.
  if (is_over(throughput) || (filled && vertices_of(paths[path].depth) >= wave.bounces)) {
    paths[path].bin = NO_BIN;
    return;
  }
  let medium = unpack_medium(packed);
  var rng = path_rng(wave, path_key(wave, paths[path].pixel, paths[path].depth, PURPOSE_MEDIUM));
  // Where it is in the medium, and from where it looks for a surface: not the one that it comes from.
  var place = paths[path].origin;
  let direction = paths[path].direction;
  var ray = infinite_ray(select(place, offset_origin(place, direction), filled), direction);
  var cone = paths[path].cone;
  var hit: Hit;
  for (var event = 0u; ; event += 1u) {
    hit = closest_hit(ray);
    // Inside a closed mesh there is always something to hit: who sees nothing is outside of an open one.
    if (!filled || !is_hit(hit)) {
      break;
    }
    // The brighter a channel is, the more its ways matter.
    let odds = throughput / dot(throughput, vec3f(1.0));
    let ahead = distance(place, ray.origin) + hit.t;
    let flight = medium_fly(medium, ahead, odds, rng_vec2f(&rng));
    throughput *= flight.weight;
    if (flight.way < 0.0) {
      break;
    }
    if (event >= CERTAIN_EVENTS) {
      let stays = survival(throughput);
      throughput = select(vec3f(0.0), throughput / stays, event < MOST_EVENTS && rng_f32(&rng) < stays);
    }
    if (is_over(throughput)) {
      break;
    }
    let from_here = medium_sample_phase(medium, -ray.direction, rng_vec2f(&rng));
    let spread = scattered_spread(cone.spread, medium_phase(medium, -ray.direction, from_here));
    cone = RayCone(cone_width(cone, flight.way), spread);
    place += flight.way * ray.direction;
    ray = infinite_ray(place, from_here);
  }
  if (filled) {
    paths[path].throughput = throughput;
    paths[path].origin = place;
    paths[path].direction = ray.direction;
    paths[path].cone = cone;
    if (is_over(throughput)) {
      paths[path].bin = NO_BIN;
      return;
    }
  }
  arrive(path, ray, hit);
}
