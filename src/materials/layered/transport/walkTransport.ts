import type { Vec3 } from '../../../math/vec3.ts';
import type { InputValues } from '../evaluateStack.ts';
import { boundariesAt } from './transportBoundaries.ts';
import type { TransportPlan } from './transportPlan.ts';
import { walkStack, type Walk } from './stackWalk.ts';

/**
 * Float64 walks through a stack at a point: the oracle of the printed program. `wo` and `wi` are unit vectors in mesh space;
 * nothing comes of a viewer or a light below the surface. Without `wi` only where the walk leaves is asked.
 */
export function walksAt(
  plan: TransportPlan,
  values: InputValues,
): (wo: Vec3, wi: Vec3 | undefined, random: () => number) => Walk {
  const boundaries = boundariesAt(plan, values);
  return (wo, wi, random) => {
    if (wo[2] <= 0 || (wi && wi[2] <= 0)) return { value: [0, 0, 0] };
    return walkStack(boundaries(random), wo, wi, random);
  };
}
