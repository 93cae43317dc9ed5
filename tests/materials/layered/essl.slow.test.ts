import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { Pcg } from '../../../src/engine/pcg.ts';
import { loadDocument } from '../../../src/materials/layered/document.ts';
import { constantComponents, evaluatePattern } from '../../../src/materials/layered/evaluatePattern.ts';
import { foldGraph } from '../../../src/materials/layered/fold.ts';
import { launchChromium } from '../../harness/browser.ts';
import { EsslOracle } from './esslOracle.ts';
import { esslCases, type EsslCase } from './esslCases.ts';
import type { TestPoint } from './patternKernel.ts';

/** What turns a pattern `p` into a colour `c` that shows all its components. */
const TO_COLOR: Record<string, string> = {
  float: '<convert name="c" type="color3"><input name="in" type="float" nodename="p"/></convert>',
  vector3: '<convert name="c" type="color3"><input name="in" type="vector3" nodename="p"/></convert>',
  color3: '<dot name="c" type="color3"><input name="in" type="color3" nodename="p"/></dot>',
  vector2: combined('vector2', 2),
  vector4: combined('vector4', 4),
  color4: combined('color4', 4),
};

function combined(type: string, count: number): string {
  const extract = (i: number): string =>
    `<extract name="e${i}" type="float"><input name="in" type="${type}" nodename="p"/><input name="index" type="integer" value="${i}"/></extract>`;
  // The fourth component rides on the third: z + 3w.
  const last =
    count === 4
      ? `<multiply name="w3" type="float"><input name="in1" type="float" nodename="e3"/><input name="in2" type="float" value="3"/></multiply>
         <add name="zw" type="float"><input name="in1" type="float" nodename="e2"/><input name="in2" type="float" nodename="w3"/></add>`
      : '<constant name="zw" type="float"/>';
  const inputs = ['e0', 'e1', 'zw'].map((node, i) => `<input name="in${i + 1}" type="float" nodename="${node}"/>`);
  return `${Array.from({ length: count }, (_, i) => extract(i)).join('')}${last}<combine3 name="c" type="color3">${inputs.join('')}</combine3>`;
}

function xml({ body, type }: EsslCase, shader: string): string {
  return `<?xml version="1.0"?><materialx version="1.39">${body}${TO_COLOR[type]}${shader}
    <surfacematerial name="m" type="material"><input name="surfaceshader" type="surfaceshader" nodename="s"/></surfacematerial></materialx>`;
}
const UNLIT = `<surface_unlit name="s" type="surfaceshader"><input name="emission_color" type="color3" nodename="c"/></surface_unlit>`;
const DIFFUSE = `<oren_nayar_diffuse_bsdf name="d" type="BSDF"><input name="color" type="color3" nodename="c"/></oren_nayar_diffuse_bsdf>
  <surface name="s" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="d"/></surface>`;

const rng = new Pcg(5);
const points: TestPoint[] = Array.from({ length: 128 }, () => ({
  position: [0, 0, 0].map(() => Math.fround(rng.nextFloat() * 8 - 4)) as [number, number, number],
  uv: [Math.fround(rng.nextFloat()), Math.fround(rng.nextFloat())],
}));

let browser: Browser;
let oracle: EsslOracle;
beforeAll(async () => {
  browser = await launchChromium();
  oracle = await EsslOracle.open(await browser.newPage());
}, 60_000);
afterAll(() => browser?.close());

describe("float64 patterns against MaterialX's own generated code in WebGL (seed 5)", () => {
  for (const essl of esslCases) {
    it(essl.name, { timeout: 60_000 }, async () => {
      const theirs = await oracle.run(xml(essl, UNLIT), 'm', points);
      const flat = await loadDocument(await nodeMaterialX(), xml(essl, DIFFUSE), { name: essl.name });
      const graph = essl.unfolded ? flat : foldGraph(flat);
      const color = [...graph.nodes.values()].find(({ category }) => category === 'oren_nayar_diffuse_bsdf')!.inputs
        .color!;
      const wrong: string[] = [];
      points.forEach((point, i) => {
        const ours =
          color.kind === 'value' ? constantComponents(color) : evaluatePattern(graph, color.node, point, color.output);
        const far = ours.some((x, channel) => !(Math.abs(x - theirs[i]![channel]!) <= 2e-4 * (1 + Math.abs(x))));
        if (far) wrong.push(`${JSON.stringify(point)}: ${ours} where MaterialX has ${theirs[i]}`);
      });
      // A point on the edge of a cell or a step may fall on its other side in f32.
      expect(wrong.length, wrong[0]).toBeLessThanOrEqual(essl.edges ?? 1);
      // A pattern that does not vary tests nothing.
      expect(new Set(theirs.map(String)).size).toBeGreaterThan(essl.constant ? 0 : 2);
    });
  }
});
