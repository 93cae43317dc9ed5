import type { LobeSlot, SamplingGroup, StackLayout } from './stackLayout.ts';

/** The `draw` function: picks a sampling group, then samples once with the picked group's frame and width. */
export function printDraw({ groups }: StackLayout): string {
  const body = groups.length === 0 ? ['return Drawn(sample_cosine(u.xy), LOBE_DIFFUSE);'] : drawBody(groups);
  return `fn draw(state: State, u: vec3f) -> Drawn {\n${body.map((line) => `  ${line}\n`).join('')}}\n`;
}

/** Groups whose facets are drawn. */
const facets = ({ kind }: SamplingGroup): boolean => kind === 'ggx' || kind === 'refraction' || kind === 'interface';

function drawBody(groups: readonly SamplingGroup[]): string[] {
  const kinds = [...new Set(groups.map(({ kind }) => kind))];
  const is = (kind: SamplingGroup['kind']): string => (kinds.length === 1 ? 'true' : `kind == ${KIND[kind]}u`);
  const oneFrame = new Set(groups.map(({ frame }) => frame)).size === 1;
  const variables = variablesOf(groups, kinds, oneFrame);
  const body = variables.map(({ name, of }) => `var ${name} = ${groups.map(of).find((value) => value !== undefined)};`);
  groups.forEach((group, index) => {
    if (index === 0) return;
    const changes = variables
      .map(({ name, of }) => [name, of(group), groups.map(of).find((value) => value !== undefined)])
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `  ${name} = ${value};`);
    if (changes.length > 0) body.push(`if (u.z >= ${oddsBefore(index)}) {`, ...changes, '}');
  });
  if (kinds.includes('interface')) {
    const share = groups.length === 1 ? 'u.z' : '(u.z - before) / odds';
    body.push(`let facet = interface_sample(alpha, wo, far, mirrored, vec3f(u.xy, ${share}));`);
  }
  const [first, ...others] = kinds;
  body.push(`${others.length > 0 ? 'var' : 'let'} local = ${SAMPLERS[first]};`);
  for (const kind of others) body.push(`if (${is(kind)}) {`, `  local = ${SAMPLERS[kind]};`, '}');
  const glossy = kinds.filter((kind) => groups.some((group) => group.kind === kind && facets(group)));
  const lobe =
    glossy.length === kinds.length
      ? 'LOBE_GLOSSY'
      : glossy.length === 0
        ? 'LOBE_DIFFUSE'
        : `select(LOBE_DIFFUSE, LOBE_GLOSSY, ${glossy.map(is).join(' || ')})`;
  const direction =
    oneFrame && !groups[0].frame.field ? 'local' : `from_frame(${oneFrame ? axesOf(groups[0]) : 'axes'}, local)`;
  if (groups.every(({ transmitted }) => !transmitted)) return [...body, `return Drawn(${direction}, ${lobe});`];
  // Where normals differ a direction may end on the side that its lobe does not serve: then it is none.
  const below = kinds.flatMap((kind) => {
    if (kind === 'interface') return [`(${is(kind)} && facet.bent)`];
    return kind === 'refraction' || kind === 'cosineBelow' ? [`(${is(kind)})`] : [];
  });
  return [
    ...body,
    `let wi = ${direction};`,
    `return Drawn(select(vec3f(0.0), wi, (wi.z < 0.0) == (${below.join(' || ')})), ${lobe});`,
  ];
}

interface Variable {
  readonly name: string;
  of(group: SamplingGroup): string | undefined;
}

/** What differs between groups, with the value each group gives it. */
function variablesOf(
  groups: readonly SamplingGroup[],
  kinds: readonly SamplingGroup['kind'][],
  oneFrame: boolean,
): Variable[] {
  const variables: Variable[] = [];
  if (kinds.length > 1) variables.push({ name: 'kind', of: ({ kind }) => `${KIND[kind]}u` });
  if (!oneFrame) variables.push({ name: 'axes', of: axesOf });
  const drawn = groups.filter(facets);
  if (drawn.length > 0) {
    const oneView = new Set(drawn.map(({ frame }) => frame)).size === 1;
    const seen = (group: SamplingGroup): boolean => (oneView ? group === drawn[0] : facets(group));
    variables.push({ name: 'alpha', of: (group) => (facets(group) ? `state.${ggxOf(group)}.alpha` : undefined) });
    variables.push({ name: 'wo', of: (group) => (seen(group) ? woOf(group) : undefined) });
  }
  if (groups.some(({ kind, transmitted }) => transmitted && kind !== 'cosineBelow'))
    variables.push({
      name: 'far',
      of: ({ kind, transmitted }) => (transmitted && kind !== 'cosineBelow' ? farOf(transmitted) : undefined),
    });
  if (kinds.includes('interface')) {
    const ofInterface = (text: (index: number) => string) => (group: SamplingGroup) =>
      group.kind === 'interface' ? text(groups.indexOf(group)) : undefined;
    variables.push({ name: 'mirrored', of: ofInterface((index) => `state.${mirroredField(index)}`) });
    if (groups.length > 1) {
      variables.push({ name: 'before', of: ofInterface((index) => (index === 0 ? '0.0' : oddsBefore(index))) });
      variables.push({ name: 'odds', of: ofInterface((index) => `state.odds${index}`) });
    }
  }
  if (kinds.includes('sheen'))
    variables.push({ name: 'sheen', of: (g) => (g.kind === 'sheen' ? `state.${g.lobes[0].field}` : undefined) });
  return variables;
}

const SAMPLERS = {
  ggx: 'ggx_sample(alpha, wo, u.xy)',
  cosine: 'sample_cosine(u.xy)',
  sheen: 'zeltner_sheen_sample(sheen, u.xy)',
  refraction: 'refraction_sample(alpha, wo, far, u.xy)',
  cosineBelow: '-sample_cosine(u.xy)',
  interface: 'facet.direction',
} as const;

const KIND = { ggx: 0, cosine: 1, sheen: 2, refraction: 3, cosineBelow: 4, interface: 5 } as const;

const woOf = ({ frame }: SamplingGroup): string => (frame.field ? `state.${frame.field}.wo` : 'mesh_lobe_wo(state.wo)');
const axesOf = ({ frame }: SamplingGroup): string => (frame.field ? `state.${frame.field}.axes` : 'mesh_frame()');
const ggxOf = ({ lobes, transmitted }: SamplingGroup): string => (transmitted ?? lobes[0]).ggx!.field;
const oddsBefore = (index: number): string => Array.from({ length: index }, (_, i) => `state.odds${i}`).join(' + ');

/** State field of an `interface` group: the share that its facets reflect whatever Fresnel says. */
export const mirroredField = (index: number): string => `mirrored${index}`;

/** Expression over the state: index of the far side of a lobe that bends light. */
export function farOf({ lobe, field }: LobeSlot): string {
  return lobe.kind.transmission!.printFar!(`state.${field}`);
}
