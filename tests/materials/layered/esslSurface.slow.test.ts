import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { documentsIn } from '../../../bench/benchMaterials.ts';
import { ACROSS, compareDocument, type Compared } from '../../../bench/reference/agreement.ts';
import { BARS, editedDocument, exceptions } from '../../../bench/reference/exceptions.ts';
import type { EsslObject } from '../../../bench/reference/esslSurface.ts';
import { launchChromium } from '../../harness/browser.ts';
import { testGpu } from '../../harness/gpu.ts';
import { mxMaterials } from '../../harness/mxExamples.ts';

/** A browser each: what one document does to it (SwiftShader may run out of memory) is no other's matter. */
async function expectAgreement(
  compared: Compared,
  bars: { readonly mean: number; readonly p95: number },
): Promise<void> {
  const browser = await launchChromium();
  try {
    const { mean, p95, brightness } = await compareDocument(await testGpu(), await browser.newPage(), compared);
    const found = `${compared.path} on the ${compared.object}: mean ${mean}, 95th percentile ${p95}`;
    expect(brightness, found).toBeGreaterThan(1e-3);
    expect(mean, found).toBeLessThan(bars.mean);
    expect(p95, found).toBeLessThan(bars.p95);
  } finally {
    await browser.close();
  }
}

const folders = ['assets/materials', ...(existsSync(mxMaterials) ? [mxMaterials] : [])];
const documents = folders.flatMap((folder) => documentsIn(folder));

const float = (name: string, value: number | string): string => typed('float', name, value);
const color = (name: string, value: string): string => typed('color3', name, value);
const vector2 = (name: string, value: string): string => typed('vector2', name, value);
function typed(type: string, name: string, value: number | string): string {
  const given = String(value);
  const what = given.startsWith('@') ? `nodename="${given.slice(1)}"` : `value="${given}"`;
  return `<input name="${name}" type="${type}" ${what}/>`;
}
const lobe = (name: string, category: string, ...inputs: string[]): string =>
  `<${category} name="${name}" type="BSDF">${inputs.join('')}</${category}>`;
const under = (top: string, base: string): string =>
  `${top}${base}<layer name="all" type="BSDF"><input name="top" type="BSDF" nodename="top"/><input name="base" type="BSDF" nodename="base"/></layer>`;
const combined = (operator: string, inputs: readonly string[], factor: string): string =>
  `<${operator} name="all" type="BSDF">${inputs.map((input, i) => `<input name="${input}" type="BSDF" nodename="${['top', 'base'][i]}"/>`).join('')}${factor}</${operator}>`;

/** Roughness that varies over the sphere, so that one picture shows many. */
const PATTERN =
  '<texcoord name="uv" type="vector2"/><extract name="u" type="float"><input name="in" type="vector2" nodename="uv"/><input name="index" type="integer" value="0"/></extract>' +
  '<remap name="rough" type="float"><input name="in" type="float" nodename="u"/><input name="outlow" type="float" value="0.1"/></remap>' +
  '<remap name="nanometres" type="float"><input name="in" type="float" nodename="u"/><input name="outlow" type="float" value="-200"/><input name="outhigh" type="float" value="1000"/></remap>' +
  // Round the ball u goes to 4; a mix takes no more than 1 here.
  '<modulo name="part" type="float"><input name="in1" type="float" nodename="u"/></modulo>' +
  '<combine2 name="widths" type="vector2"><input name="in1" type="float" nodename="rough"/><input name="in2" type="float" value="0.3"/></combine2>';
const CLAY = lobe('base', 'oren_nayar_diffuse_bsdf', color('color', '0.8, 0.5, 0.3'), float('roughness', '@u'));
const GLAZE = lobe('top', 'dielectric_bsdf', float('weight', 0.8), float('ior', 1.6), vector2('roughness', '@widths'));
/** From none to a whole micrometre. */
const FILM = [float('thinfilm_thickness', '@nanometres'), float('thinfilm_ior', 1.4)];
const METAL = lobe('all', 'conductor_bsdf', vector2('roughness', '@widths'));

/** Every lobe and every operator by itself, under the name `all`. */
const bodies: Readonly<Record<string, string>> = {
  'Oren-Nayar': CLAY.replace('"base"', '"all"'),
  'compensated Oren-Nayar': CLAY.replace('"base"', '"all"').replace(
    '</oren',
    '<input name="energy_compensation" type="boolean" value="true"/></oren',
  ),
  Burley: lobe('all', 'burley_diffuse_bsdf', color('color', '0.8, 0.5, 0.3'), float('roughness', '@u')),
  dielectric: GLAZE.replace('"top"', '"all"'),
  conductor: METAL,
  'generalized Schlick': lobe(
    'all',
    'generalized_schlick_bsdf',
    color('color0', '0.6, 0.3, 0.1'),
    color('color82', '0.9, 0.7, 0.8'),
    color('color90', '1, 0.9, 0.8'),
    float('exponent', 4),
    vector2('roughness', '@widths'),
  ),
  'filmed dielectric': lobe('all', 'dielectric_bsdf', ...FILM, float('ior', 1.6), vector2('roughness', '@widths')),
  'filmed dielectric over clay': under(
    lobe('top', 'dielectric_bsdf', ...FILM, float('ior', 1.6), vector2('roughness', '@widths')),
    CLAY,
  ),
  'filmed conductor': METAL.replace('<input', `${FILM.join('')}<input`),
  'filmed generalized Schlick': lobe(
    'all',
    'generalized_schlick_bsdf',
    color('color0', '0.6, 0.3, 0.1'),
    color('color82', '0.9, 0.7, 0.8'),
    vector2('roughness', '@widths'),
    ...FILM,
  ),
  sheen: lobe('all', 'sheen_bsdf', color('color', '0.8, 0.5, 0.3'), float('roughness', '@rough')),
  'Zeltner sheen': lobe(
    'all',
    'sheen_bsdf',
    color('color', '0.8, 0.5, 0.3'),
    float('roughness', '@rough'),
    '<input name="mode" type="string" value="zeltner"/>',
  ),
  translucent: lobe('all', 'translucent_bsdf', float('weight', 0.8), color('color', '0.8, 0.5, 0.3')),
  'a dielectric of which light from above sees the reflection': GLAZE.replace('"top"', '"all"').replace(
    '</diel',
    '<input name="scatter_mode" type="string" value="RT"/></diel',
  ),
  'glaze over what is translucent': under(GLAZE, lobe('base', 'translucent_bsdf', color('color', '0.8, 0.5, 0.3'))),
  layer: under(GLAZE, CLAY),
  'layer of sheen': under(lobe('top', 'sheen_bsdf', float('weight', 0.7), float('roughness', '@rough')), CLAY),
  mix: `${GLAZE}${CLAY}${combined('mix', ['fg', 'bg'], float('mix', '@part'))}`,
  add: `${GLAZE}${CLAY}${combined('add', ['in1', 'in2'], '')}`,
  multiply: `${GLAZE.replace('"top"', '"base"')}<multiply name="all" type="BSDF"><input name="in1" type="BSDF" nodename="base"/>${color('in2', '0.9, 0.5, 0.2')}</multiply>`,
};

const light = (...inputs: string[]): string => `<uniform_edf name="light" type="EDF">${inputs.join('')}</uniform_edf>`;
const LAMP = light(color('color', '0.3, 0.2, 0.1'));
const ofLamp = (category: string, ...inputs: string[]): string =>
  `${LAMP}<${category} name="glow" type="EDF">${inputs.join('')}</${category}>`;
const edf = (name: string): string => `<input name="${name}" type="EDF" nodename="light"/>`;

const shaderOf = (category: string, ...inputs: string[]): string =>
  `<${category} name="surface" type="surfaceshader">${inputs.join('')}</${category}>`;

/** Every shading model with what it has that is opaque and rough; roughness varies over the object. */
const models: readonly string[] = [
  shaderOf(
    'standard_surface',
    color('base_color', '0.8, 0.4, 0.2'),
    float('metalness', 0.4),
    float('specular_roughness', '@rough'),
    float('specular_anisotropy', 0.5),
    float('diffuse_roughness', 0.4),
    float('sheen', 0.5),
    float('coat', 0.7),
    float('coat_roughness', 0.3),
    color('coat_color', '0.9, 0.7, 0.6'),
  ),
  shaderOf(
    'open_pbr_surface',
    color('base_color', '0.8, 0.4, 0.2'),
    float('base_metalness', 0.4),
    float('specular_roughness', '@rough'),
    float('base_diffuse_roughness', 0.4),
    float('fuzz_weight', 0.4),
    float('coat_weight', 0.6),
    float('coat_roughness', 0.3),
    color('coat_color', '0.9, 0.7, 0.6'),
  ),
  shaderOf(
    'gltf_pbr',
    color('base_color', '0.8, 0.4, 0.2'),
    float('metallic', 0.4),
    float('roughness', '@rough'),
    float('clearcoat', 0.7),
    float('clearcoat_roughness', 0.3),
    color('sheen_color', '0.4, 0.3, 0.2'),
    float('sheen_roughness', 0.5),
  ),
  shaderOf(
    'disney_principled',
    color('baseColor', '0.8, 0.4, 0.2'),
    float('metallic', 0.4),
    float('roughness', '@rough'),
    float('anisotropic', 0.5),
    float('sheen', 0.5),
    float('clearcoat', 0.5),
    float('clearcoatGloss', 0.5),
  ),
  shaderOf(
    'UsdPreviewSurface',
    color('diffuseColor', '0.8, 0.4, 0.2'),
    float('metallic', 0.4),
    float('roughness', '@rough'),
    float('clearcoat', 0.7),
    float('clearcoatRoughness', 0.3),
  ),
];

/** What emits, under the name `glow`. */
const glows: Readonly<Record<string, string>> = {
  'uniform emission': LAMP.replace('"light"', '"glow"'),
  'emission under a clear layer': ofLamp(
    'generalized_schlick_edf',
    color('color0', '0.9, 0.8, 0.7'),
    color('color90', '0.1, 0, 0.3'),
    float('exponent', 3),
    edf('base'),
  ),
  'a mix of emissions': `<uniform_edf name="other" type="EDF">${color('color', '0, 0.5, 0.5')}</uniform_edf>${ofLamp('mix', edf('fg'), '<input name="bg" type="EDF" nodename="other"/>', float('mix', 0.3))}`,
  'a factor of emission': ofLamp('multiply', edf('in1'), color('in2', '0.5, 2, 1')),
};

/** MaterialX dims light from below by F(V·H) of a half vector that has no meaning there; ours by what the viewer alone sees. */
const looser: Readonly<Record<string, { mean: number; p95: number }>> = {
  'glaze over what is translucent': { mean: 3e-3, p95: 8e-3 },
};

/** Colours that are smooth and repeat. */
function waves(): PNG {
  const png = new PNG({ width: 64, height: 64 });
  for (let i = 0; i < 64 * 64; i++) {
    const [x, y] = [((i % 64) * Math.PI) / 32, ((i >> 6) * Math.PI) / 32];
    png.data.set(
      [130 + 70 * Math.cos(x) * Math.cos(y), 130 + 60 * Math.sin(x + y), 220 + 20 * Math.sin(y), 255],
      4 * i,
    );
  }
  return png;
}

const objects: EsslObject[] = ['sphere', 'shaderBall'];

describe("documents under eight lights, against MaterialX's own shader in WebGL2", () => {
  it.each(documents)('%s on the sphere, as it is', { timeout: 300_000 }, async (path) => {
    const { size = ACROSS, mean, p95 } = exceptions[basename(path, '.mtlx')] ?? {};
    const bars = { mean: mean ?? BARS.mean, p95: p95 ?? BARS.p95 };
    await expectAgreement({ xml: readFileSync(path, 'utf8'), path, object: 'sphere', size }, bars);
  });

  const comparable = documents.filter((path) => {
    const exception = exceptions[basename(path, '.mtlx')];
    return !exception || exception.edit;
  });
  it.each(comparable.flatMap((path) => objects.map((object) => [path, object] as const)))(
    '%s on the %s, without what is known to differ',
    { timeout: 300_000 },
    async (path, object) => {
      const { edit } = exceptions[basename(path, '.mtlx')] ?? {};
      const text = readFileSync(path, 'utf8');
      await expectAgreement({ xml: edit ? editedDocument(text, path, edit) : text, path, object }, BARS);
    },
  );

  it.each(
    models.flatMap((shader) => objects.map((object) => [shader.slice(1).split(' ')[0], object, shader] as const)),
  )('%s, on the %s', { timeout: 300_000 }, async (path, object, shader) => {
    const xml = `<?xml version="1.0"?><materialx version="1.39">${PATTERN}${shader}
      <surfacematerial name="it" type="material"><input name="surfaceshader" type="surfaceshader" nodename="surface"/></surfacematerial>
    </materialx>`;
    await expectAgreement({ xml, path, object }, BARS);
  });

  const encoded = '<input name="file" type="filename" value="map.png" colorspace="srgb_texture"/>';
  const file = encoded.replace('srgb_texture', 'lin_rec709');
  const tiling = vector2('tiling', '2, 3');
  // No `hextilednormalmap`: MaterialX 1.39.4 writes its file's name into the ESSL, which does not compile.
  it.each([
    ['image', `<image name="tiles" type="color3">${encoded}</image>`],
    ['hextiledimage', `<hextiledimage name="tiles" type="color3">${file}${tiling}</hextiledimage>`],
    [
      'hextiledimage with a gain',
      `<hextiledimage name="tiles" type="color3">${file}${float('falloff', 0.7)}${float('falloffcontrast', 0.9)}</hextiledimage>`,
    ],
  ])('%s', { timeout: 120_000 }, async (name, tiles) => {
    const folder = mkdtempSync(join(tmpdir(), 'patina-essl-'));
    try {
      writeFileSync(join(folder, 'map.png'), PNG.sync.write(waves()));
      const xml = `<?xml version="1.0"?><materialx version="1.39">${tiles}
      <oren_nayar_diffuse_bsdf name="all" type="BSDF"><input name="color" type="color3" nodename="tiles"/></oren_nayar_diffuse_bsdf>
      <surface name="surface" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="all"/></surface>
      <surfacematerial name="it" type="material"><input name="surfaceshader" type="surfaceshader" nodename="surface"/></surfacematerial>
    </materialx>`;
      await expectAgreement({ xml, path: join(folder, name), object: 'sphere' }, BARS);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const cases = [
    ...Object.entries(bodies).map(([name, body]) => [name, body, ''] as const),
    ['half there', CLAY.replace('"base"', '"all"'), '<input name="opacity" type="float" nodename="part"/>'] as const,
    ...Object.entries(glows).map(
      ([name, glow]) =>
        [name, `${CLAY.replace('"base"', '"all"')}${glow}`, '<input name="edf" type="EDF" nodename="glow"/>'] as const,
    ),
  ];
  it.each(cases.flatMap(([name, body, more]) => objects.map((object) => [name, object, body, more] as const)))(
    '%s by itself, on the %s',
    { timeout: 120_000 },
    async (name, object, body, more) => {
      const xml = `<?xml version="1.0"?><materialx version="1.39">${PATTERN}${body}
      <surface name="surface" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="all"/>${more}</surface>
      <surfacematerial name="it" type="material"><input name="surfaceshader" type="surfaceshader" nodename="surface"/></surfacematerial>
    </materialx>`;
      await expectAgreement({ xml, path: name, object }, looser[name] ?? { mean: 1e-3, p95: 3e-3 });
    },
  );
});
