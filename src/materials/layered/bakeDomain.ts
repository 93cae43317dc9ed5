import { positionAt, type PositionMap } from '../../scene/positionMap.ts';
import { readEmission } from './emission.ts';
import { evaluatePattern, type PatternPoint } from './evaluatePattern.ts';
import { describeNode, type FlatInput, type FlatNode, type FoldedGraph } from './flatGraph.ts';
import type { LoadedImage } from './patternImages.ts';
import { uniformValue } from './closure.ts';
import { readStack, type Stack } from './stack.ts';
import { readSurfaceFields } from './surfaceFields.ts';
import { uvRepeats } from './uvRepeats.ts';

/** Lobes narrower than this α are reported: uniform half angles hardly ever hit them (`nearSpecular`). */
export const NEAR_SPECULAR = 0.02;
const GRID = 16;
const SEAM_POINTS = 64;
const SEAM_STEP = 1e-3;
/** Lobes and inputs told one by one; a file holds 64 notes. */
const MOST_OF_A_KIND = 16;

/** What a bake says where light walks between the layers. */
export const TRANSPORT_NOTE = 'layering: light walks between the layers (transport)';

/**
 * What a bake of this graph over the unit square of uv should tell its user: near-mirror lobes and seams.
 * @param positions of the mesh it is baked for, if any
 * @throws where the graph cannot be baked over uv alone: it reads the object-space position, and no mesh is given; or where light
 * goes through: a network learns what a surface reflects.
 */
export function bakeNotes(graph: FoldedGraph, images: readonly LoadedImage[], positions?: PositionMap): string[] {
  if (graph.needsPosition && !positions) {
    const reader = [...graph.nodes.values()].find((node) => node.category === 'position');
    const named = reader ? describeNode(graph, reader) : `a node in document '${graph.document}'`;
    throw new Error(
      `${named} reads the object-space position; a material is baked over its uv square, which has none: give the mesh it is for (--mesh)`,
    );
  }
  const decoded = new Map(images.map(({ file, image }) => [file, image]));
  const at = (uv: readonly [number, number]): PatternPoint => ({
    uv,
    images: decoded,
    ...(positions && { position: positionAt(positions, uv) }),
  });
  const stack = readStack(graph);
  refuseThrough(graph, stack);
  const { lobes } = stack;
  const repeats = uvRepeats(graph);
  // With a mesh uv wraps where the mesh says, and a period wraps as the pattern does: their seams are the reference's own.
  const wrapped = (node: FlatNode) => (graph.needsPosition || repeats > 1 ? [] : seams(graph, node, at));
  return [
    ...(positions && graph.needsPosition ? meshNotes(positions) : []),
    ...(repeats > 1
      ? [`repeats: the pattern repeats ${repeats} x ${repeats} times over the square of uv; one period of it is baked`]
      : []),
    ...(readEmission(graph) ? ['emission: what the surface emits is not part of a bake'] : []),
    ...several(lobes.flatMap(({ node }) => nearSpecular(graph, node, repeats, at))),
    ...several(lobes.flatMap(({ node }) => wrapped(node))),
  ];
}

function several(notes: readonly string[]): string[] {
  const told = notes.slice(0, MOST_OF_A_KIND);
  const more = notes.length - told.length;
  return more > 0 ? [...told, `and ${more} more: ${notes[notes.length - 1]}`] : told;
}

function refuseThrough(graph: FoldedGraph, { lobes }: Stack): void {
  const passing = lobes.find(({ kind }) => kind.transmission);
  if (passing)
    throw new Error(`${describeNode(graph, passing.node)} lets light through (transmission), which cannot be baked`);
  if (readSurfaceFields(graph).opacity)
    throw new Error(`${graph.material} in document '${graph.document}' has an opacity, which cannot be baked`);
}

/** A texel of which several places of the mesh have a claim shows one of them everywhere. */
function meshNotes({ covered, overlapping }: PositionMap): string[] {
  const percent = (share: number) => `${Math.round(1000 * share) / 10} %`;
  return [
    `mesh: its triangles cover ${percent(covered)} of the uv square`,
    ...(overlapping > 0.001
      ? [
          `uvOverlap: ${percent(overlapping)} of the uv square belongs to several places of the mesh, which will look alike`,
        ]
      : []),
  ];
}

type At = (uv: readonly [number, number]) => PatternPoint;

/** Probes one period: steps over several of them could meet the same place of each. */
function nearSpecular(graph: FoldedGraph, node: FlatNode, repeats: number, at: At): string[] {
  const roughness = node.inputs['roughness'];
  if (roughness?.type !== 'vector2') return [];
  let least = 1;
  for (let i = 0; i < GRID * GRID; i++) {
    const uv = [i % GRID, Math.floor(i / GRID)].map((x) => (x + 0.5) / (GRID * repeats));
    least = Math.min(least, ...valueOf(graph, roughness, at([uv[0], uv[1]])));
    if (roughness.kind === 'value') break;
  }
  // A coat that is kept analytic reflects nothing here.
  if (least >= NEAR_SPECULAR || uniformValue(node.inputs['tint']) === 0) return [];
  return [
    `nearSpecular: lobe '${node.name}' (${node.category}) has a roughness α down to ${least.toPrecision(2)}, below ${NEAR_SPECULAR}: a near-mirror, which the network cannot learn`,
  ];
}

/** Pattern inputs that jump where uv wraps, measured against how they change inside the square. */
function seams(graph: FoldedGraph, node: FlatNode, at: At): string[] {
  return Object.entries(node.inputs).flatMap(([name, input]) => {
    if (input.kind !== 'link' || input.type === 'BSDF') return [];
    const jumps = [0, 1].map((axis) => {
      const across = (low: number, high: number) => {
        let sum = 0;
        for (let i = 0; i < SEAM_POINTS; i++) {
          const along = (i + 0.5) / SEAM_POINTS;
          const [a, b] = [low, high].map((x) => valueOf(graph, input, at(axis === 0 ? [x, along] : [along, x])));
          sum += Math.max(...a.map((value, k) => Math.abs(value - b[k])));
        }
        return sum / SEAM_POINTS;
      };
      const wrapped = across(SEAM_STEP, 1 - SEAM_STEP);
      const inside = Math.max(...[0.31, 0.5, 0.73].map((x) => across(x - SEAM_STEP, x + SEAM_STEP)));
      return wrapped > 4 * inside + 0.02 ? wrapped : 0;
    });
    const worst = Math.max(...jumps);
    if (worst === 0) return [];
    return [
      `wrapError: input '${name}' of '${node.name}' (${node.category}) jumps by ${worst.toPrecision(2)} on average where uv wraps: a seam will show`,
    ];
  });
}

function valueOf(graph: FoldedGraph, input: FlatInput, point: PatternPoint): number[] {
  if (input.kind === 'link') return evaluatePattern(graph, input.node, point, input.output);
  const { value } = input;
  return typeof value === 'number' ? [value] : Array.isArray(value) ? value : [];
}
