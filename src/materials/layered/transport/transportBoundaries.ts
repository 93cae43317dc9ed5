import { mapVec, multiplyVec, scale, type Vec3 } from '../../../math/vec3.ts';
import type { InputValues } from '../evaluateStack.ts';
import type { FlatInput, FlatNode } from '../flatGraph.ts';
import { fresnelFilmedConductor } from '../lobes/filmedConductor.ts';
import { filmedDielectric, fresnelFilmedDielectric } from '../lobes/filmedDielectric.ts';
import { fresnelFilmedSchlick } from '../lobes/filmedSchlick.ts';
import { ggxAlbedoFit, ggxAlpha } from '../lobes/ggx.ts';
import { clamp, lobeGeometry } from '../lobes/lobeGeometry.ts';
import { mediumOf, type Medium } from '../medium.ts';
import { blackBoundary, type Boundary } from './boundary.ts';
import { dielectricBoundary } from './dielectricBoundary.ts';
import { diffuseBoundary } from './diffuseBoundary.ts';
import type { LobeInputs } from '../lobes/lobeKind.ts';
import { LEAST_INDEX } from '../lobes/refraction.ts';
import { filmOf } from '../lobes/thinFilm.ts';
import { mirrorBoundary } from './mirrorBoundary.ts';
import type { Layer, TransportPlan } from './transportPlan.ts';

/** Between media whose indices differ by less, nothing is reflected (2.5e-7) and nothing bends. */
const MATCHED = 1e-3;

/** Float64 boundaries of each walk at one point: choices made, absent layers and all below the first opaque one left out. */
export function boundariesAt(
  plan: TransportPlan,
  values: InputValues,
): (random: () => number) => (Boundary | Medium)[] {
  // Walks of a point differ in what is there, hardly ever in what it is.
  const made = new Map<string, Boundary>();
  const once = (layer: number, above: number, eta: number, make: () => Boundary): Boundary => {
    const key = `${layer} ${above} ${eta}`;
    const boundary = made.get(key) ?? make();
    made.set(key, boundary);
    return boundary;
  };
  return (random) => chooseBoundaries(plan, values, random, once);
}

type Once = (layer: number, above: number, eta: number, make: () => Boundary) => Boundary;

function chooseBoundaries(
  plan: TransportPlan,
  values: InputValues,
  random: () => number,
  once: Once,
): (Boundary | Medium)[] {
  const odds = (input: FlatInput): number => clamp(values(input)[0], 0, 1);
  const chosen = plan.choices.map(({ first, second }) => {
    const u = random();
    const [one, two] = [odds(first), second ? odds(second) : 1 - odds(first)];
    const total = Math.max(1, one + two);
    return u * total < one ? 0 : u * total < one + two ? 1 : 2;
  });
  const boundaries: (Boundary | Medium)[] = [];
  let index = 1;
  for (const [place, layer] of plan.layers.entries()) {
    // Drawn for every layer, so that a layer's number does not depend on the choices above it.
    const u = random();
    if (layer.when.some(({ choice, side }) => chosen[choice] !== side)) continue;
    const { lobe } = layer;
    if (lobe?.kind.needsTransport) {
      boundaries.push(readMedium(lobe.node, values));
      continue;
    }
    if (!lobe) boundaries.push(blackBoundary);
    else {
      if (!lobe.kind.opaque && u >= weightOf(layer, values)) continue;
      const bends = lobe.node.category === 'dielectric_bsdf';
      const ior = bends ? Math.max(LEAST_INDEX, values(lobe.node.inputs['ior'])[0]) : index;
      const matched = bends && Math.abs(ior / index - 1) < MATCHED;
      // A film reflects all the same, and needs some bend to have a density.
      const filmed = matched && lobe.kind === filmedDielectric && values(lobe.node.inputs['thinfilm_thickness'])[0] > 0;
      if (matched && !filmed) continue;
      const [above, eta] = [index, filmed ? 1 + MATCHED : ior / index];
      boundaries.push(once(place, above, eta, () => boundaryOf(layer, lobe, values, { above, eta })));
      index = ior;
    }
    const last = boundaries[boundaries.length - 1];
    if ('opaque' in last && last.opaque) break;
  }
  return boundaries;
}

const weightOf = ({ weight }: Layer, values: InputValues): number => (weight ? values(weight)[0] : 1);

function readMedium({ inputs }: FlatNode, values: InputValues): Medium {
  const vector = (name: string) => (inputs[name] ? values(inputs[name]) : [0, 0, 0]) as unknown as Vec3;
  const anisotropy = inputs['anisotropy'] ? values(inputs['anisotropy'])[0] : 0;
  return mediumOf(vector('absorption'), vector('scattering'), anisotropy);
}

function boundaryOf(
  layer: Layer,
  { node, kind }: NonNullable<Layer['lobe']>,
  values: InputValues,
  { above, eta }: { readonly above: number; readonly eta: number },
): Boundary {
  const list = (name: string): readonly number[] => values(node.inputs[name]);
  const vector = (name: string): Vec3 => list(name) as unknown as Vec3;
  const axis = (name: string, fallback: Vec3): Vec3 => {
    const value = node.inputs[name] ? list(name) : [];
    return value.length === 3 ? (value as unknown as Vec3) : fallback;
  };
  const frame = { normal: axis('normal', [0, 0, 1]), tangent: axis('tangent', [1, 0, 0]) };
  const tint = layer.tints.reduce<Vec3>(
    (product, input) => {
      const value = values(input).map((x) => clamp(x, 0, 1));
      return multiplyVec(product, [value[0], value[1] ?? value[0], value[2] ?? value[0]]);
    },
    [1, 1, 1],
  );
  const positive = (v: Vec3): Vec3 => mapVec(v, (x) => Math.max(0, x));
  // Indices and optical thickness relative to the medium above, as the lobes' own are to vacuum.
  const relative = (indices: readonly string[]): LobeInputs => {
    const scaled = (name: string): number =>
      indices.includes(name) ? 1 / above : name === 'thinfilm_thickness' ? above : 1;
    const inputs: Record<string, readonly number[]> = {};
    for (const name in kind.inputs) {
      const factor = scaled(name);
      inputs[name] = factor === 1 ? list(name) : list(name).map((x) => x * factor);
    }
    return inputs;
  };
  switch (kind.name) {
    case 'dielectric_bsdf':
    case 'dielectric_bsdf (thin film)': {
      const colour = multiplyVec(tint, positive(vector('tint')));
      const inputs = { ...relative(['thinfilm_ior']), ior: [eta] };
      const film = filmOf(inputs) && ((c: number): Vec3 => fresnelFilmedDielectric(c, inputs));
      const alpha = ggxAlpha(list('roughness'));
      return dielectricBoundary({ ...frame, alpha, eta, tint: colour, ...(film && { film }) });
    }
    case 'conductor_bsdf':
    case 'conductor_bsdf (thin film)': {
      const inputs = relative(['ior', 'extinction', 'thinfilm_ior']);
      const colour = scale(tint, weightOf(layer, values));
      const reflectance = (c: number): Vec3 => multiplyVec(colour, fresnelFilmedConductor(c, inputs));
      return mirrorBoundary({ ...frame, alpha: ggxAlpha(list('roughness')), reflectance });
    }
    case 'generalized_schlick_bsdf':
    case 'generalized_schlick_bsdf (thin film)': {
      const inputs = relative(['thinfilm_ior']);
      const [f0, f90] = ['color0', 'color90'].map((name) => positive(vector(name)));
      const alpha = ggxAlpha(list('roughness'));
      const reflectance = (c: number): Vec3 => multiplyVec(tint, fresnelFilmedSchlick(c, inputs));
      const passes = (c: number): Vec3 => {
        const [x, y] = ggxAlbedoFit(c, alpha.mean);
        return [0, 1, 2].map((i) => clamp(1 - f0[i] * x - f90[i] * y, 0, 1)) as unknown as Vec3;
      };
      return mirrorBoundary({ ...frame, alpha, reflectance, passes });
    }
    default: {
      // Whether a layer of fibres is there was chosen by its weight.
      const there = { ...relative([]), weight: [kind.opaque ? weightOf(layer, values) : 1] };
      const evaluate = (a: Vec3, b: Vec3) => kind.evaluate(there, lobeGeometry(frame.normal, frame.tangent, a, b));
      const response = (a: Vec3, b: Vec3): Vec3 => multiplyVec(tint, evaluate(a, b).response);
      const passes = kind.opaque ? undefined : (a: Vec3): number => evaluate(a, a).throughput as number; // fibres are gray
      return diffuseBoundary({ ...frame, response, ...(passes && { passes }) });
    }
  }
}
