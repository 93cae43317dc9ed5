import type { LobeSlot, SamplingGroup, StackLayout } from './stackLayout.ts';

/** The `draw` function: picks a sampling group, then samples once with the picked group's frame and width. */
export function printDraw({ groups }: StackLayout): string {
  const body = groups.length === 0 ? ['return Drawn(sample_cosine(u.xy), LOBE_DIFFUSE);'] : drawBody(groups);
  return `fn draw(state: State, u: vec3f) -> Drawn {\n${body.map((line) => `  ${line}\n`).join('')}}\n`;
}

function drawBody(groups: readonly SamplingGroup[]): string[] {
  const kinds = new Set(groups.map(({ kind }) => kind));
  const frames = new Set(groups.map(({ frame }) => frame));
  const sheens = groups.filter(({ kind }) => kind === 'sheen');
  const wo = ({ frame }: SamplingGroup) => (frame.field ? `state.${frame.field}.wo` : 'mesh_lobe_wo(state.wo)');
  const axes = ({ frame }: SamplingGroup) => (frame.field ? `state.${frame.field}.axes` : 'mesh_frame()');
  const ggx = groups.filter(({ kind }) => kind === 'ggx' || kind === 'refraction');
  const alpha = ({ lobes }: SamplingGroup) => `state.${lobes[0].ggx!.field}.alpha`;
  const oneFrame = frames.size === 1;

  // Variables that differ between groups, with the value each group gives them.
  const variables: { name: string; of: (group: SamplingGroup) => string | undefined }[] = [];
  if (kinds.size > 1) variables.push({ name: 'kind', of: ({ kind }) => `${KIND[kind]}u` });
  if (!oneFrame) variables.push({ name: 'axes', of: axes });
  if (ggx.length > 0) {
    variables.push({ name: 'alpha', of: (group) => (ggx.includes(group) ? alpha(group) : undefined) });
    if (new Set(ggx.map(({ frame }) => frame)).size > 1)
      variables.push({ name: 'wo', of: (group) => (ggx.includes(group) ? wo(group) : undefined) });
    else variables.push({ name: 'wo', of: (group) => (group === ggx[0] ? wo(group) : undefined) });
  }
  if (kinds.has('refraction'))
    variables.push({ name: 'far', of: ({ kind, lobes }) => (kind === 'refraction' ? farOf(lobes[0]) : undefined) });
  if (sheens.length > 0)
    variables.push({ name: 'sheen', of: (g) => (g.kind === 'sheen' ? `state.${g.lobes[0].field}` : undefined) });

  const body = variables.map(({ name, of }) => `var ${name} = ${groups.map(of).find((value) => value !== undefined)};`);
  groups.forEach((group, index) => {
    if (index === 0) return;
    const threshold = groups.slice(0, index).map((_, i) => `state.odds${i}`);
    const changes = variables
      .map(({ name, of }) => [name, of(group), groups.map(of).find((value) => value !== undefined)])
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `  ${name} = ${value};`);
    if (changes.length > 0) body.push(`if (u.z >= ${threshold.join(' + ')}) {`, ...changes, '}');
  });
  const samplers = {
    ggx: 'ggx_sample(alpha, wo, u.xy)',
    cosine: 'sample_cosine(u.xy)',
    sheen: 'zeltner_sheen_sample(sheen, u.xy)',
    refraction: 'refraction_sample(alpha, wo, far, u.xy)',
    cosineBelow: '-sample_cosine(u.xy)',
  };
  const used = [...kinds];
  body.push(`var local = ${samplers[used[0]]};`.replace('var local', used.length > 1 ? 'var local' : 'let local'));
  for (const kind of used.slice(1)) body.push(`if (kind == ${KIND[kind]}u) {`, `  local = ${samplers[kind]};`, '}');
  const glossy = used.filter((kind) => kind === 'ggx' || kind === 'refraction').map((kind) => `kind == ${KIND[kind]}u`);
  const name =
    used.length === 1 ? lobeName(used[0]) : `select(LOBE_DIFFUSE, LOBE_GLOSSY, ${glossy.join(' || ') || 'false'})`;
  const direction =
    oneFrame && !groups[0].frame.field ? 'local' : `from_frame(${oneFrame ? axes(groups[0]) : 'axes'}, local)`;
  const below = groups.filter((group) => group.below);
  if (below.length === 0) body.push(`return Drawn(${direction}, ${name});`);
  else {
    // Where normals differ a direction may end on the side that its lobe does not serve: then it is none.
    const belowKinds = [...new Set(below.map(({ kind }) => `kind == ${KIND[kind]}u`))].join(' || ');
    const isBelow = below.length === groups.length ? 'true' : `(${belowKinds})`;
    body.push(`let wi = ${direction};`, `return Drawn(select(vec3f(0.0), wi, (wi.z < 0.0) == ${isBelow}), ${name});`);
  }
  return body;
}

/** Expression over the state: index of the far side of a lobe that bends light. */
export function farOf({ lobe, field }: LobeSlot): string {
  return lobe.kind.transmission!.printFar!(`state.${field}`);
}

const KIND = { ggx: 0, cosine: 1, sheen: 2, refraction: 3, cosineBelow: 4 } as const;

const lobeName = (kind: SamplingGroup['kind']): string =>
  kind === 'ggx' || kind === 'refraction' ? 'LOBE_GLOSSY' : 'LOBE_DIFFUSE';
