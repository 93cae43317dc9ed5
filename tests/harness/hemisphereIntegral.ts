import type { BsdfConfiguration, BsdfQueries } from '../../src/materials/bsdfQueries.ts';
import { cellDirections, hemisphereCells, integrateCells, quarters, type Cell } from './hemisphereGrid.ts';

export interface HemisphereIntegral {
  /** ∫pdf over each cell. */
  pdf: Float64Array;
  /** ∫f|cos| over the hemisphere. */
  value: [number, number, number];
  /** Cells whose last refinement still moved more than the tolerance. */
  unconverged: number;
}

/** A cell under refinement: its integrals so far, and the draws that fell into it. */
interface Open {
  cell: Cell;
  root: number;
  pdf: number;
  value: Float64Array;
  draws: number[];
}

const maxDepth = 13;
const budget = 12_000; // cells a round: keeps a dispatch near a tenth of a second on a software adapter

/**
 * Integrates density and value over each cell: Gauss-Legendre against its own quarters, splitting where they disagree.
 * The tolerance is a tenth of a cell's standard deviation in a histogram of the draws, or of the null bin's, which gets
 * every cell's error and may be small. `places` are the draws' (u, v) in
 * the grid's square: lobes narrower than the rule's spacing hide from it, so a cell whose draws are four standard
 * deviations from what the rule expects is split too. The draws steer where to look, never what is found.
 */
export async function integrateHemisphere(
  queries: BsdfQueries,
  configuration: BsdfConfiguration,
  grid: { columns: number; rows: number },
  samples: number,
  places: { u: number; v: number; cell: number }[],
): Promise<HemisphereIntegral> {
  const measure = async (cells: Cell[]) => {
    const [{ value, pdf }] = await queries.evaluate([configuration], cellDirections(cells));
    return { pdf: integrateCells(cells, pdf, 1), value: integrateCells(cells, value, 3) };
  };
  const roots = hemisphereCells(grid.columns, grid.rows);
  const first = await measure(roots);
  let open: Open[] = roots.map((cell, root) => ({
    cell,
    root,
    pdf: first.pdf[root],
    value: first.value.slice(3 * root, 3 * root + 3),
    draws: [],
  }));
  places.forEach(({ cell }, draw) => open[cell].draws.push(draw));
  const tolerances = open.map(
    ({ pdf, draws }) => (0.1 * Math.sqrt(Math.max(5, draws.length, pdf * samples))) / samples,
  );
  const hides = ({ pdf, draws }: Open, depth: number) =>
    depth < maxDepth - 3 && Math.abs(draws.length - pdf * samples) > 4 * Math.sqrt(pdf * samples) + 8;

  const result: HemisphereIntegral = { pdf: new Float64Array(roots.length), value: [0, 0, 0], unconverged: 0 };
  for (let depth = 0; open.length > 0; depth++) {
    const children = open.flatMap(({ cell }) => quarters(cell));
    const found = await measure(children);
    const next: Open[] = [];
    open.forEach((parent, index) => {
      const parts = [0, 1, 2, 3].map((quarter): Open => {
        const at = 4 * index + quarter;
        return {
          cell: children[at],
          root: parent.root,
          pdf: found.pdf[at],
          value: found.value.slice(3 * at, 3 * at + 3),
          draws: [],
        };
      });
      const { u0, u1, v0, v1 } = parent.cell;
      for (const draw of parent.draws) {
        const { u, v } = places[draw];
        parts[(u >= (u0 + u1) / 2 ? 1 : 0) + (v >= (v0 + v1) / 2 ? 2 : 0)].draws.push(draw);
      }
      const sum = parts.reduce((total, part) => total + part.pdf, 0);
      const settled =
        Math.abs(sum - parent.pdf) <= tolerances[parent.root] / 2 ** depth && !parts.some((part) => hides(part, depth));
      const exhausted = depth >= maxDepth || next.length + 4 > budget;
      if (!settled && !exhausted) next.push(...parts);
      else {
        if (!settled) result.unconverged++;
        result.pdf[parent.root] += sum;
        for (const { value } of parts) for (let c = 0; c < 3; c++) result.value[c] += value[c];
      }
    });
    open = next;
  }
  return result;
}
