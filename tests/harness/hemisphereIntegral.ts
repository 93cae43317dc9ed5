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

const maxDepth = 13;
const budget = 12_000; // cells a round: keeps a dispatch near a tenth of a second on a software adapter

/**
 * Integrates density and value over each cell: Gauss-Legendre against its own quarters, splitting where they disagree.
 * The tolerance is a tenth of a cell's standard deviation in a histogram of `samples`. `suspects` names cells that a
 * histogram says hold more than the first look saw: narrow lobes fall between the points of a coarse rule.
 */
export async function integrateHemisphere(
  queries: BsdfQueries,
  configuration: BsdfConfiguration,
  grid: { columns: number; rows: number },
  samples: number,
  histogram: Float64Array,
): Promise<HemisphereIntegral> {
  const measure = async (cells: Cell[]) => {
    const [{ value, pdf }] = await queries.evaluate([configuration], cellDirections(cells));
    return { pdf: integrateCells(cells, pdf, 1), value: integrateCells(cells, value, 3) };
  };
  const roots = hemisphereCells(grid.columns, grid.rows);
  const pdf = new Float64Array(roots.length);
  const value: [number, number, number] = [0, 0, 0];
  const first = await measure(roots);
  let open = roots.map((cell, root) => ({
    cell,
    root,
    pdf: first.pdf[root],
    value: first.value.slice(3 * root, 3 * root + 3),
  }));
  let unconverged = 0;
  for (let depth = 0; open.length > 0; depth++) {
    const children = open.flatMap(({ cell }) => quarters(cell));
    const found = await measure(children);
    const next: typeof open = [];
    open.forEach((parent, index) => {
      const at = 4 * index;
      const sum = found.pdf[at] + found.pdf[at + 1] + found.pdf[at + 2] + found.pdf[at + 3];
      const expected = Math.max(5, histogram[parent.root], first.pdf[parent.root] * samples);
      const tolerance = (0.1 * Math.sqrt(expected)) / samples / 2 ** depth;
      // Until level 2 a cell that the histogram disagrees with is split whatever the rule says.
      const missing =
        Math.abs(histogram[parent.root] / samples - first.pdf[parent.root]) * samples > 5 * Math.sqrt(expected);
      const settled = Math.abs(sum - parent.pdf) <= tolerance && !(missing && depth < 2);
      const exhausted = depth >= maxDepth || next.length + 4 > budget;
      if (!settled && exhausted) unconverged++;
      for (let child = at; child < at + 4; child++) {
        const part = found.value.slice(3 * child, 3 * child + 3);
        if (settled || exhausted) {
          pdf[parent.root] += found.pdf[child];
          for (let c = 0; c < 3; c++) value[c] += part[c];
        } else next.push({ cell: children[child], root: parent.root, pdf: found.pdf[child], value: part });
      }
    });
    open = next;
  }
  return { pdf, value, unconverged };
}
