import { lobeKind } from './lobes/lobeKinds.ts';
import { hasFilm } from './lobes/thinFilm.ts';
import type { PatternPrinter } from './patternPrinter.ts';
import { bends, lobesOf, type Closure, type Lobe } from './closure.ts';

/** It reflects where light could be bent, and bends none itself. */
const reflects = (lobe: Lobe): boolean => lobe.kind.relative !== undefined && !bends(lobe);

/**
 * Documents have an interface in two lobes: one that reflects, right over one that bends what passes (with what is mixed with
 * it). Calls `meet` for each of the second with what lies right above it, and puts in its place what that gives.
 */
function meetAbove(
  closure: Closure,
  above: Closure | undefined,
  meet: (above: Closure, lobe: Lobe) => Closure,
): Closure {
  const of = (child: Closure): Closure => meetAbove(child, above, meet);
  switch (closure.op) {
    case 'lobe':
      return above && bends(closure.lobe) ? meet(above, closure.lobe) : closure;
    case 'layer': {
      const nearer = lobesOf(closure.top).some(reflects) ? closure.top : above;
      return { ...closure, top: of(closure.top), base: meetAbove(closure.base, nearer, meet) };
    }
    case 'mix':
      return { ...closure, fg: of(closure.fg), bg: of(closure.bg) };
    case 'add':
      return { ...closure, in1: of(closure.in1), in2: of(closure.in2) };
    case 'multiply':
      return { ...closure, in1: of(closure.in1) };
    default:
      return closure;
  }
}

/**
 * Tells a film to both lobes of its interface. Documents tell it to the one that reflects alone; the other would let through what
 * the bare interface does, and both together more than there is.
 */
export function tellFilms(root: Closure): Closure {
  const made = new Map<string, Lobe>();
  const filmed = ({ node }: Lobe, above: Lobe): Lobe => {
    const { thinfilm_thickness, thinfilm_ior } = above.node.inputs;
    const name = `${node.name}/${above.node.name}`;
    const own = { ...node, name, inputs: { ...node.inputs, thinfilm_thickness, thinfilm_ior } };
    const lobe = made.get(name) ?? { node: own, kind: lobeKind(own)! };
    made.set(name, lobe);
    return lobe;
  };
  const under = (above: Closure, lobe: Lobe): Closure => {
    const bare: Closure = { op: 'lobe', lobe };
    if (hasFilm(lobe.node)) return bare;
    switch (above.op) {
      case 'lobe':
        return hasFilm(above.lobe.node) ? { op: 'lobe', lobe: filmed(lobe, above.lobe) } : bare;
      case 'mix': {
        const [fg, bg] = [under(above.fg, lobe), under(above.bg, lobe)];
        return [fg, bg].some((part) => part.op !== 'lobe' || part.lobe !== lobe) ? { ...above, fg, bg } : bare;
      }
      case 'layer':
        return under(lobesOf(above.base).some(reflects) ? above.base : above.top, lobe);
      case 'add': {
        const one = under(above.in1, lobe);
        return one.op === 'lobe' && one.lobe === lobe ? under(above.in2, lobe) : one;
      }
      case 'multiply':
        return under(above.in1, lobe);
      default:
        return bare;
    }
  };
  return meetAbove(root, undefined, under);
}

/** The lobes that reflect right above one that bends light, each by itself or mixed with others: nothing else is that interface. */
export function facingLobes(root: Closure): ReadonlySet<Lobe> {
  const facing = new Set<Lobe>();
  const alone = (above: Closure): void => {
    if (above.op === 'lobe' && reflects(above.lobe)) facing.add(above.lobe);
    if (above.op === 'mix') [above.fg, above.bg].forEach(alone);
    if (above.op === 'multiply') alone(above.in1);
    if (above.op === 'layer') alone(lobesOf(above.base).some(reflects) ? above.base : above.top);
  };
  meetAbove(root, undefined, (above, lobe) => {
    alone(above);
    return { op: 'lobe', lobe };
  });
  return facing;
}

/** Inputs that a curve is proportional to. */
export const isOfCurve = (input: string): boolean => input === 'color0' || input === 'color90';

/**
 * WGSL of an input of a facing lobe. Its weight is the artist's, of what is seen from outside: from inside, what cannot get out is
 * reflected all the same. A curve keeps its weight where light gets out, an interface told by its index has all of its own.
 */
export function printFacing({ node }: Lobe, name: string, printer: PatternPrinter): string {
  const text = printer.expression(node.inputs[name]);
  if (name === 'weight') return `select(${text}, 1.0, point.back != 0u)`;
  if (!isOfCurve(name)) return text;
  const weight = printer.expression(node.inputs.weight);
  return `(max(${text}, vec3f(0.0)) * select(1.0, ${weight}, point.back != 0u))`;
}
