import { addVec, multiplyVec, scale, type Vec3 } from '../../../math/vec3.ts';
import { fly, phase, samplePhase, transmittance, type Medium } from '../medium.ts';
import { isBlack, type Boundary } from './boundary.ts';

/** What a walk found. */
export interface Walk {
  /** Estimate of f·|cos wi|. */
  readonly value: Vec3;
  /** Where it left the stack, if it did, with its throughput: E[weight·g(wi)] = ∫ f·|cos|·g. */
  readonly left?: { readonly wi: Vec3; readonly weight: Vec3 };
}

/** The way of light down from `wi`, by region: 0 above all boundaries. */
interface LightRegion {
  /** Up, towards the light. */
  readonly direction: Vec3;
  /** Kernels over densities so far. */
  readonly weight: Vec3;
  /** Density with which the direction was drawn; 0 where it is still wi's. */
  readonly pdf: number;
  /** 1 + the odds, over this strategy's, of all that connect further up (Veach 1997, section 10.2.1). */
  readonly others: number;
}

/** Events after which a path is ended at random, and the most odds of going on. */
const CERTAIN = 4;
const GOES_ON = 0.95;
/** Light that is still inside then is lost: .95 to the 250th, 3e-6, of what nothing absorbs. */
const MOST_EVENTS = 256;

/** Of a layer of this depth; media are one unit thick, their coefficients optical depths along the normal. */
const wayThrough = (depth: number, direction: Vec3): number => depth / Math.max(Math.abs(direction[2]), 1e-6);

const isMedium = (element: Boundary | Medium): element is Medium => 'scattering' in element;

/**
 * One random walk through a stack, from the viewer: a position-free path tracer (Guo, Hašan and Zhao 2018; pbrt-v4's
 * LayeredBxDF is the case of two boundaries). Directions alone are followed; boundaries are met in order.
 *
 * After its last reflection from above, a path climbs by refractions alone. At every boundary of that climb it is connected with
 * the way that light took down from `wi`, which was drawn beforehand; each path can be found by as many strategies as it climbs
 * boundaries that bend light, plus one, and the balance heuristic weighs them. Where a medium scatters, a climb begins too.
 * @param boundaries  those that are there, from above, and the media between them; below the last all light is lost
 * @param wi  nothing: only where the walk leaves is asked
 */
export function walkStack(
  boundaries: readonly (Boundary | Medium)[],
  wo: Vec3,
  wi: Vec3 | undefined,
  random: () => number,
): Walk {
  const three = (): Vec3 => [random(), random(), random()];
  const light = wi ? lightRegions(boundaries, wi, three) : [];
  let value: Vec3 = [0, 0, 0];
  let throughput: Vec3 = [1, 1, 1];
  let a = wo;
  let c = 0;
  let cameraPdf = 0;
  let climbed = 0;
  /** In a medium: from its top, of its thickness. */
  let depth = 0;
  /** Adds the connection at boundary c; `mine`: odds of strategies further down the climb over this one's. */
  const connect = (boundary: Boundary, mine: (to: Vec3) => number): void => {
    const region = light.at(c);
    if (!region) return;
    const kernel = boundary.kernel(a, region.direction);
    if (isBlack(kernel)) return;
    const further = region.pdf > 0 ? (boundary.pdf(a, region.direction) / region.pdf) * region.others : 0;
    const weight = 1 / (1 + mine(region.direction) + further);
    value = addVec(value, scale(multiplyVec(multiplyVec(throughput, kernel), region.weight), weight));
  };
  const goesOn = (event: number): boolean => {
    if (event < CERTAIN) return true;
    const odds = Math.min(GOES_ON, Math.max(...throughput));
    if (random() >= odds) return false;
    throughput = scale(throughput, 1 / odds);
    return true;
  };
  for (let event = 0; event < MOST_EVENTS; event++) {
    if (c < 0) return { value, left: { wi: scale(a, -1), weight: throughput } };
    if (c >= boundaries.length) return { value };
    const boundary = boundaries[c];
    const fromAbove = a[2] > 0;
    if (isMedium(boundary)) {
      const { way, weight } = fly(boundary, wayThrough(fromAbove ? 1 - depth : depth, a), three());
      throughput = multiplyVec(throughput, weight);
      if (way === undefined) {
        c += fromAbove ? 1 : -1;
        depth = fromAbove ? 0 : 1;
        continue;
      }
      const flown = way / wayThrough(1, a);
      depth += fromAbove ? flown : -flown;
      const region = light.at(c);
      if (region) {
        const towards = phase(boundary, a, region.direction);
        const further = region.pdf > 0 ? (towards / region.pdf) * region.others : 0;
        const seen = scale(transmittance(boundary, wayThrough(depth, region.direction)), towards / (1 + further));
        value = addVec(value, multiplyVec(multiplyVec(throughput, seen), region.weight));
      }
      const b = samplePhase(boundary, a, three());
      [cameraPdf, climbed] = [phase(boundary, a, b), 0];
      a = scale(b, -1);
      if (!goesOn(event)) return { value };
      continue;
    }
    if (fromAbove) connect(boundary, () => 0);
    else if (boundary.bends) {
      connect(boundary, (to) => (boundary.refractionPdf(to, a) / cameraPdf) * (1 + climbed));
    }
    const next = boundary.sample(a, three());
    if (!next) return { value };
    if (next.event === 'reflected') [cameraPdf, climbed] = [next.pdf, 0];
    else if (next.event === 'refracted' && !fromAbove) {
      climbed = (boundary.refractionPdf(next.direction, a) / cameraPdf) * (1 + climbed);
      cameraPdf = next.pdf;
    }
    throughput = multiplyVec(throughput, next.weight);
    a = scale(next.direction, -1);
    c += next.direction[2] > 0 ? -1 : 1;
    // A medium is entered at its top or at its bottom.
    depth = next.direction[2] > 0 ? 1 : 0;
    if (!goesOn(event)) return { value };
  }
  return { value };
}

/** Regions that light reaches from `wi`; one for each boundary at which it can be met. */
function lightRegions(boundaries: readonly (Boundary | Medium)[], wi: Vec3, three: () => Vec3): LightRegion[] {
  const regions: LightRegion[] = [{ direction: wi, weight: [1, 1, 1], pdf: 0, others: 1 }];
  for (const boundary of boundaries.slice(0, -1)) {
    const above = regions[regions.length - 1];
    if (isMedium(boundary)) {
      regions.push({
        ...above,
        weight: multiplyVec(above.weight, transmittance(boundary, wayThrough(1, above.direction))),
      });
      continue;
    }
    if (boundary.opaque) break;
    if (!boundary.bends) {
      regions.push({ ...above, weight: multiplyVec(above.weight, boundary.through(above.direction)) });
      continue;
    }
    const down = boundary.refract(above.direction, three());
    if (!down) break;
    const pdf = boundary.refractionPdf(above.direction, down);
    const kernel = boundary.kernel(down, above.direction);
    if (pdf <= 0 || isBlack(kernel)) break;
    const others = 1 + (above.pdf > 0 ? (boundary.pdf(down, above.direction) / above.pdf) * above.others : 0);
    const weight = multiplyVec(above.weight, scale(kernel, 1 / pdf));
    regions.push({ direction: scale(down, -1), weight, pdf, others });
  }
  return regions;
}
