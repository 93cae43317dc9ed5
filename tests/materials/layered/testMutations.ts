import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { layeredMaterial, type Layering } from '../../../src/materials/layered/layeredProgram.ts';
import { openDocument } from '../../../src/materials/layered/openDocument.ts';
import type { Material } from '../../../src/materials/program.ts';
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
  // Images and their prefix, an include, a film, a volume and a light of its own.
  `<?xml version="1.0"?>
<materialx version="1.38" colorspace="srgb_texture" fileprefix="maps/">
  <xi:include href="parts.mtlx"/>
  <image name="map" type="color3">
    <input name="file" type="filename" value="map.png"/>
    <input name="uaddressmode" type="string" value="clamp"/>
  </image>
  <dielectric_bsdf name="glass" type="BSDF">
    <input name="tint" type="color3" nodename="map"/>
    <input name="roughness" type="vector2" value="0.2, 0.1"/>
    <input name="thinfilm_thickness" type="float" value="400"/>
    <input name="scatter_mode" type="string" value="RT"/>
  </dielectric_bsdf>
  <absorption_vdf name="tea" type="VDF">
    <input name="absorption" type="vector3" value="1, 2, 8"/>
  </absorption_vdf>
  <layer name="filled" type="BSDF">
    <input name="top" type="BSDF" nodename="glass"/>
    <input name="base" type="VDF" nodename="tea"/>
  </layer>
  <uniform_edf name="glow" type="EDF">
    <input name="color" type="color3" nodename="warm"/>
  </uniform_edf>
  <surface name="shader" type="surfaceshader">
    <input name="bsdf" type="BSDF" nodename="filled"/>
    <input name="edf" type="EDF" nodename="glow"/>
    <input name="opacity" type="float" value="0.9"/>
  </surface>
  <surfacematerial name="it" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="shader"/>
  </surfacematerial>
</materialx>`,
];
const parts = `<materialx version="1.39"><constant name="warm" type="color3">
  <input name="value" type="color3" value="0.9, 0.5, 0.1"/>
</constant></materialx>`;
const map = { width: 2, height: 2, data: Uint8Array.from({ length: 16 }, (_, i) => 16 * i) };

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
      resolveFile: (file) =>
        file === 'maps/map.png' ? Promise.resolve(map) : Promise.reject(new Error(`there is no ${file}`)),
      readText: (path) =>
        path === 'parts.mtlx' ? Promise.resolve(mutate(parts, seed + 1)) : Promise.reject(new Error('it is not there')),
    })
      .then(({ graph, images }) => layeredMaterial(graph, images, { layering }))
      .catch((error: unknown) => error);
    if (compiled instanceof Error) {
      // An error of ours would be one of the language's own kinds, or one that does not know the document.
      expect(compiled.name).toMatch(/^(Node)?Error$/);
      expect(compiled.message).toContain(`mutated${seed}.mtlx`);
      return;
    }
    expect(compiled).toHaveProperty('program.modules.program');
    if (!values) return;
    const { program, upload } = compiled as Material;
    const { resources, dispose } = await upload(await testGpu());
    const { evaluate, sample } = bsdfQueries(await testGpu(), program, resources);
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
    dispose();
  });
}
