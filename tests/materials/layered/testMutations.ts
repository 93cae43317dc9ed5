import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { compileLayered, type Layering } from '../../../src/materials/layered/layeredProgram.ts';
import { openDocument } from '../../../src/materials/layered/openDocument.ts';
import { testGpu } from '../../harness/gpu.ts';
import { mutate } from './mutate.ts';

const assets = ['anodisedAluminium', 'glazedStoneware', 'lacqueredCopper', 'pearlescentCarPaint'];
const surface = (shader: string, inputs: string): string => `<?xml version="1.0"?>
<materialx version="1.39" colorspace="lin_rec709">
  <texcoord name="uv" type="vector2"/>
  <noise2d name="noise" type="float">
    <input name="texcoord" type="vector2" nodename="uv"/>
    <input name="amplitude" type="float" value="0.5"/>
  </noise2d>
  <${shader} name="shader" type="surfaceshader">
    ${inputs}
  </${shader}>
  <surfacematerial name="it" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="shader"/>
  </surfacematerial>
</materialx>`;
const documents = [
  ...assets.map((name) => readFileSync(`assets/materials/${name}/${name}.mtlx`, 'utf8')),
  surface(
    'standard_surface',
    `<input name="base_color" type="color3" value="0.8, 0.4, 0.2"/>
    <input name="metalness" type="float" value="0.4"/>
    <input name="specular_roughness" type="float" nodename="noise"/>
    <input name="coat" type="float" value="1"/>
    <input name="sheen" type="float" value="0.3"/>`,
  ),
  surface(
    'open_pbr_surface',
    `<input name="base_color" type="color3" value="0.8, 0.4, 0.2"/>
    <input name="base_metalness" type="float" nodename="noise"/>
    <input name="coat_weight" type="float" value="0.5"/>
    <input name="fuzz_weight" type="float" value="0.3"/>`,
  ),
  surface(
    'standard_surface',
    `<input name="transmission" type="float" value="0.6"/>
    <input name="transmission_color" type="color3" value="0.8, 0.9, 0.7"/>
    <input name="specular_roughness" type="float" nodename="noise"/>
    <input name="subsurface" type="float" value="0.5"/>
    <input name="thin_walled" type="boolean" value="true"/>
    <input name="opacity" type="color3" value="0.5, 0.7, 0.2"/>`,
  ),
];

/**
 * Broken documents give an error that says something, or a material whose values are numbers: for every seed a document and
 * a layering.
 * @param values  evaluate what compiles
 */
export function testMutations(seeds: readonly number[], values: boolean): void {
  it.each(seeds)('a document mutated by seed %i', { timeout: 60_000 }, async (seed) => {
    const xml = mutate(documents[seed % documents.length], seed);
    const layering: Layering = seed % 2 === 0 ? 'albedo' : 'transport';
    const compiled = await openDocument(await nodeMaterialX(), xml, {
      name: `mutated${seed}.mtlx`,
      resolveFile: (file) => Promise.reject(new Error(`there is no ${file}`)),
    })
      .then(({ graph }) => compileLayered(graph, { layering }))
      .catch((error: unknown) => error);
    if (compiled instanceof Error) {
      expect(compiled.message.length).toBeGreaterThan(8);
      return;
    }
    expect(compiled).toHaveProperty('modules.program');
    if (!values) return;
    const program = compiled as ReturnType<typeof compileLayered>;
    const { evaluate, sample } = bsdfQueries(await testGpu(), program, {});
    const views = [
      { wo: [0, 0, 1], uv: [0.1, 0.2] },
      { wo: [0.6, 0, 0.8], uv: [0.7, 0.4], position: [0.2, -0.3, 0.5] },
      { wo: [0, -0.995, 0.1], uv: [0.3, 0.9], back: true },
    ] as const;
    const directions = Float32Array.of(0, 0, 1, 0.6, 0, 0.8, -0.8, 0, 0.6, 0, 0.995, 0.1, 0.6, 0, -0.8, 0, 0, -1);
    for (const { value, pdf } of await evaluate([...views], directions))
      expect(
        [...value, ...pdf].every((x) => Number.isFinite(x) && x >= 0),
        `values ${[...value]}`,
      ).toBe(true);
    for (const { weight, wi } of await sample([...views], 64, seed))
      expect(
        [...weight, ...wi].every((x) => Number.isFinite(x)),
        `weights ${[...weight]}`,
      ).toBe(true);
  });
}
