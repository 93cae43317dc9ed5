// A random walk through a layered stack: a position-free path tracer (Guo, Hašan and Zhao 2018; pbrt-v4's LayeredBxDF is the
// case of two boundaries). src/materials/layered/transport/stackWalk.ts says what is weighed against what; this is the same in f32.

import package::bsdf::boundary::{Boundary, boundary_medium, facing_axes, is_opaque, way_through, BOUNDARY_DIELECTRIC, BOUNDARY_MEDIUM, BOUNDARY_SHEEN, EVENT_NONE, EVENT_STRAIGHT, GREY};
import package::bsdf::bsdf::{LOBE_DIFFUSE, LOBE_GLOSSY, LOBE_NONE};
import package::bsdf::medium::{medium_fly, medium_phase, medium_sample_phase, medium_transmittance};
import package::bsdf::roughInterface::{interface_refract, interface_refraction_pdf, interface_value};
import package::bsdf::stackScatter::{stack_draw, stack_value};
import package::math::frame::{to_frame};
import package::math::pcg::{Rng, rng_f32, rng_vec2f, rng_vec3f};
import package::stack_lobes::{stack_passes, BOUNDARIES, HAS_FILMS, HAS_MEDIA};

// As stackWalk.ts.
const CERTAIN = 4u;
const GOES_ON = 0.95;
const MOST_EVENTS = 256u;
const MATCHED = 1e-3;

struct Walk {
  // Estimate of f·|cos wi|.
  value: vec3f,
  // Where it left the stack; LOBE_NONE if it did not.
  lobe: u32,
  wi: vec3f,
  weight: vec3f,
}

// Boundaries of one walk, from above.
struct Chosen {
  count: u32,
  list: array<Boundary, BOUNDARIES>,
}

// The way of light down from `wi`, above boundary i.
struct LightRegion {
  direction: vec3f,
  weight: vec3f,
  // 0: still wi.
  pdf: f32,
  others: f32,
}

// Those of `mask` whose weight says so, down to the first opaque one; indices become relative.
fn choose_boundaries(layers: ptr<function, array<Boundary, BOUNDARIES>>, mask: u32, rng: ptr<function, Rng>) -> Chosen {
  var chosen: Chosen;
  chosen.count = 0u;
  var above = 1.0;
  for (var i = 0u; i < BOUNDARIES; i += 1u) {
    let u = rng_f32(rng);
    var layer = (*layers)[i];
    if (HAS_FILMS) {
      layer.film = vec2f(layer.film.x * above, max(layer.film.y / above, 1.0));
    }
    let opaque = is_opaque(layer.kind);
    if (((mask >> i) & 1u) == 0u || (!opaque && u >= layer.weight)) {
      continue;
    }
    if (layer.kind == BOUNDARY_DIELECTRIC) {
      let ior = layer.ior;
      layer.ior = ior / above;
      if (abs(layer.ior - 1.0) < MATCHED) {
        if (!HAS_FILMS || layer.film.x <= 0.0) {
          continue;
        }
        // It reflects all the same, and needs some bend to have a density.
        layer.ior = 1.0 + MATCHED;
      }
      above = ior;
    }
    // What a conductor's index and extinction are relative to.
    layer.parameter = select(layer.parameter, above, opaque && layer.kind < BOUNDARY_SHEEN);
    chosen.list[chosen.count] = layer;
    chosen.count += 1u;
    if (opaque) {
      break;
    }
  }
  return chosen;
}

// How many regions light reaches.
fn light_regions(
  chosen: ptr<function, Chosen>,
  wi: vec3f,
  rng: ptr<function, Rng>,
  regions: ptr<function, array<LightRegion, BOUNDARIES>>,
) -> u32 {
  (*regions)[0] = LightRegion(wi, vec3f(1.0), 0.0, 1.0);
  var reached = 1u;
  while (reached < (*chosen).count) {
    let boundary = (*chosen).list[reached - 1u];
    var region = (*regions)[reached - 1u];
    let u = rng_vec2f(rng);
    if (HAS_MEDIA && boundary.kind == BOUNDARY_MEDIUM) {
      region.weight *= medium_transmittance(boundary_medium(boundary), way_through(1.0, region.direction));
    } else if (boundary.kind == BOUNDARY_DIELECTRIC) {
      let down = interface_refract(boundary, region.direction, u);
      if (down.z == 0.0) {
        break;
      }
      let pdf = interface_refraction_pdf(boundary, region.direction, down);
      let value = interface_value(boundary, down, region.direction);
      if (pdf <= 0.0 || value.pdf <= 0.0) {
        break;
      }
      region.others = 1.0 + select(0.0, value.pdf / region.pdf * region.others, region.pdf > 0.0);
      region.weight *= value.kernel / pdf;
      region.direction = -down;
      region.pdf = pdf;
    } else {
      region.weight *= stack_passes(boundary, to_frame(facing_axes(boundary.axes, region.direction), region.direction));
    }
    (*regions)[reached] = region;
    reached += 1u;
  }
  return reached;
}

// Russian roulette.
fn ends(event: u32, throughput: ptr<function, vec3f>, rng: ptr<function, Rng>) -> bool {
  if (event < CERTAIN) {
    return false;
  }
  let brightest = max((*throughput).x, max((*throughput).y, (*throughput).z));
  let goes_on = min(GOES_ON, brightest);
  if (rng_f32(rng) >= goes_on) {
    return true;
  }
  *throughput /= goes_on;
  return false;
}

// One walk from the viewer; `wi.z <= 0`: only where it leaves is asked.
fn walk_stack(chosen: ptr<function, Chosen>, wo: vec3f, wi: vec3f, rng: ptr<function, Rng>) -> Walk {
  var result = Walk(vec3f(0.0), LOBE_NONE, vec3f(0.0, 0.0, 1.0), vec3f(0.0));
  var regions: array<LightRegion, BOUNDARIES>;
  var lit = 0u;
  if (wi.z > 0.0) {
    lit = light_regions(chosen, wi, rng, &regions);
  }
  var throughput = vec3f(1.0);
  var a = wo;
  var c = 0i;
  var camera_pdf = 0.0;
  var climbed = 0.0;
  var lobe = LOBE_GLOSSY;
  // In a medium: from its top, of its thickness.
  var depth = 0.0;
  for (var event = 0u; event < MOST_EVENTS; event += 1u) {
    if (c < 0) {
      result.wi = -a;
      result.weight = throughput;
      result.lobe = lobe;
      break;
    }
    if (c >= i32((*chosen).count)) {
      break;
    }
    let boundary = (*chosen).list[c];
    let from_above = a.z > 0.0;
    let bends = boundary.kind == BOUNDARY_DIELECTRIC;
    if (HAS_MEDIA && boundary.kind == BOUNDARY_MEDIUM) {
      let medium = boundary_medium(boundary);
      let ahead = way_through(select(depth, 1.0 - depth, from_above), a);
      let flight = medium_fly(medium, ahead, GREY, rng_vec2f(rng));
      throughput *= flight.weight;
      if (flight.way < 0.0) {
        c += select(-1i, 1i, from_above);
        depth = select(1.0, 0.0, from_above);
        continue;
      }
      let flown = flight.way / way_through(1.0, a);
      depth += select(-flown, flown, from_above);
      if (u32(c) < lit) {
        let region = regions[c];
        let towards = medium_phase(medium, a, region.direction);
        let further = select(0.0, towards / max(region.pdf, 1e-30) * region.others, region.pdf > 0.0);
        let seen = medium_transmittance(medium, way_through(depth, region.direction)) * towards / (1.0 + further);
        result.value += throughput * seen * region.weight;
      }
      let b = medium_sample_phase(medium, a, rng_vec2f(rng));
      camera_pdf = medium_phase(medium, a, b);
      climbed = 0.0;
      lobe = LOBE_DIFFUSE;
      a = -b;
      if (ends(event, &throughput, rng)) {
        break;
      }
      continue;
    }
    let next = stack_draw(boundary, a, rng_vec3f(rng));
    var weight = next.through;
    // Towards the light, then where the path goes on to: one place where values are asked for (WGSL inlines every call).
    for (var k = 0u; k < 2u; k += 1u) {
      let to_light = k == 0u;
      if (select(next.event == EVENT_NONE || next.event == EVENT_STRAIGHT, u32(c) >= lit || !(from_above || bends), to_light)) {
        continue;
      }
      let region = regions[min(u32(c), BOUNDARIES - 1u)];
      let b = select(next.direction, region.direction, to_light);
      let value = stack_value(boundary, a, b);
      var climb = 0.0;
      if (bends && !from_above && b.z > 0.0) {
        climb = interface_refraction_pdf(boundary, b, a) / camera_pdf * (1.0 + climbed);
      }
      if (to_light) {
        let further = select(0.0, value.pdf / max(region.pdf, 1e-30) * region.others, region.pdf > 0.0);
        result.value += throughput * value.kernel * region.weight / (1.0 + climb + further);
      } else {
        weight = select(vec3f(0.0), value.kernel / max(value.pdf, 1e-30), value.pdf > 0.0);
        camera_pdf = value.pdf;
        climbed = climb;
        lobe = select(lobe, LOBE_DIFFUSE, boundary.kind >= BOUNDARY_SHEEN);
      }
    }
    if (next.event == EVENT_NONE || all(weight == vec3f(0.0))) {
      break;
    }
    throughput *= weight;
    a = -next.direction;
    c += select(1i, -1i, next.direction.z > 0.0);
    // A medium is entered at its top or at its bottom.
    depth = select(0.0, 1.0, next.direction.z > 0.0);
    if (ends(event, &throughput, rng)) {
      break;
    }
  }
  return result;
}
