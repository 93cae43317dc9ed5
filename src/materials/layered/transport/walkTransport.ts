import type { Vec3 } from '../../../math/vec3.ts';
import type { InputValues } from '../evaluateStack.ts';
import { chooseBoundaries } from './transportBoundaries.ts';
import type { TransportPlan } from './transportPlan.ts';
import { walkStack, type Walk } from './stackWalk.ts';

/**
 * One float64 walk through a stack at a point: the oracle of the printed program. `wo` and `wi` are unit vectors in mesh space;
 * nothing comes of a viewer or a light below the surface.
 * @param wi  nothing: only where the walk leaves is asked
 */
export function walkTransport(
  plan: TransportPlan,
  values: InputValues,
  wo: Vec3,
  wi: Vec3 | undefined,
  random: () => number,
): Walk {
  if (wo[2] <= 0 || (wi && wi[2] <= 0)) return { value: [0, 0, 0] };
  return walkStack(chooseBoundaries(plan, values, random), wo, wi, random);
}
