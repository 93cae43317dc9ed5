import { describe, expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { openDocument } from '../../../src/materials/layered/openDocument.ts';
import { checkDetail, missedDetail } from '../../../src/materials/layered/patternDetail.ts';

/** Base colour by a node called `pattern`. */
async function open(pattern: string) {
  const xml = `<?xml version="1.0"?>
<materialx version="1.39">
  ${pattern}
  <standard_surface name="surface" type="surfaceshader">
    <input name="base_color" type="color3" nodename="pattern" />
  </standard_surface>
  <surfacematerial name="it" type="material"><input name="surfaceshader" type="surfaceshader" nodename="surface" /></surfacematerial>
</materialx>`;
  const resolveFile = () => Promise.reject(new Error('no images here'));
  return (await openDocument(await nodeMaterialX(), xml, { name: 'pattern.mtlx', resolveFile })).graph;
}

/** White noise on cells, `cells` of them a side. */
const cells = (count: number) => `
  <texcoord name="uv" type="vector2" />
  <multiply name="scaled" type="vector2">
    <input name="in1" type="vector2" nodename="uv" /><input name="in2" type="float" value="${count}" />
  </multiply>
  <cellnoise2d name="noise" type="float"><input name="texcoord" type="vector2" nodename="scaled" /></cellnoise2d>
  <convert name="pattern" type="color3"><input name="in" type="float" nodename="noise" /></convert>`;

describe('detail beyond a texel grid', () => {
  it('is nothing for a constant and for a ramp', async () => {
    const ramp = `<ramplr name="pattern" type="color3">
      <input name="valuel" type="color3" value="0, 0, 0" /><input name="valuer" type="color3" value="1, 0.5, 0.2" />
    </ramplr>`;
    expect(missedDetail(await open(ramp), [], 64)).toBeLessThan(1e-6);
    const constant =
      '<constant name="pattern" type="color3"><input name="value" type="color3" value="0.2, 0.3, 0.4" /></constant>';
    expect(missedDetail(await open(constant), [], 64)).toBe(0);
  });

  it('of cells falls as the grid grows finer: the share of pairs with an edge between them, over two', async () => {
    const graph = await open(cells(64));
    // A pair lies across an edge with odds cells/size; then the line misses (a - b)²/4, half of the variance.
    for (const size of [128, 256, 1024]) {
      const expected = (0.5 * 64) / size;
      // 96 pairs along each axis: four standard deviations of the share of edges, and a fourth moment's worth more.
      const tolerance = 5 * 0.5 * Math.sqrt(64 / size / 192);
      expect(Math.abs(missedDetail(graph, [], size) - expected)).toBeLessThan(tolerance);
    }
  });

  it('suggests a size that holds the pattern, or says that none does', async () => {
    const coarse = await open(cells(16));
    expect(checkDetail(coarse, [], 512)).toEqual({ exceeds: false, notes: [] });
    const { exceeds, notes } = checkDetail(coarse, [], 32);
    expect(exceeds).toBe(true);
    expect(notes[0]).toMatch(/^detail: .* finer than 32².*; size (64|128|256) would hold it$/);
    expect(checkDetail(await open(cells(5000)), [], 512).notes[0]).toContain('no size up to 4096 holds it');
  });
});
