import { nodeMaterialX } from '../../src/cli/nodeMaterialX.ts';
import { openDocument } from '../../src/materials/layered/openDocument.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import type { BenchCell } from '../benchmark.ts';
import { ablationOf, WITHOUT_FRAMES, type AblationBudget } from './ablationCells.ts';

/** RMS of the normal map's slopes (tangents of the tilt). */
const SLOPES = [0, 0.2, 0.4, 0.8];

/**
 * Where learned frames pay: a metal whose normals wave over the surface, alone and under a coat that waves across it, at
 * growing slopes. What varies from texel to texel is the normal alone.
 */
export function framesStudyCells(budget: AblationBudget): BenchCell[] {
  return ['metal', 'coated metal'].flatMap((kind) =>
    SLOPES.map((slope): BenchCell => {
      const name = `framesStudy/${kind}/slope ${slope}`;
      const rows = [
        { name, metric: 'framesFlipGain', unit: '1' },
        { name: `${name}/with frames`, metric: 'flip', unit: '1' },
        { name: `${name}/without frames`, metric: 'flip', unit: '1' },
      ];
      const open = () => openWaves(slope, kind === 'coated metal');
      return ablationOf({ name, open }, name, rows, budget, async (train) => {
        const within = (await train(decoderSpec('2x32'), 'with frames')).flip;
        const without = (await train(WITHOUT_FRAMES, 'without frames')).flip;
        return [without / within, within, without].map((value) => ({ value, n: 1 }));
      });
    }),
  );
}

const waves = (name: string, along: string, across: string, slope: number): string => `
  <multiply name="${name}_phase" type="vector2"><input name="in1" type="vector2" nodename="uv"/><input name="in2" type="vector2" value="${along}"/></multiply>
  <sin name="${name}_wave" type="vector2"><input name="in" type="vector2" nodename="${name}_phase"/></sin>
  <multiply name="${name}_half" type="vector2"><input name="in1" type="vector2" nodename="${name}_wave"/><input name="in2" type="vector2" value="${across}"/></multiply>
  <add name="${name}_code" type="vector2"><input name="in1" type="vector2" nodename="${name}_half"/><input name="in2" type="float" value="0.5"/></add>
  <extract name="${name}_x" type="float"><input name="in" type="vector2" nodename="${name}_code"/><input name="index" type="integer" value="0"/></extract>
  <extract name="${name}_y" type="float"><input name="in" type="vector2" nodename="${name}_code"/><input name="index" type="integer" value="1"/></extract>
  <combine3 name="${name}_map" type="vector3"><input name="in1" type="float" nodename="${name}_x"/><input name="in2" type="float" nodename="${name}_y"/><input name="in3" type="float" value="1"/></combine3>
  <normalmap name="${name}" type="vector3"><input name="in" type="vector3" nodename="${name}_map"/><input name="scale" type="float" value="${slope}"/></normalmap>`;

/** Seven and five periods over uv; the coat's waves run the other way and at another rate. */
function openWaves(slope: number, coated: boolean) {
  const coat = coated
    ? `<input name="coat" type="float" value="1"/><input name="coat_roughness" type="float" value="0.3"/><input name="coat_normal" type="vector3" nodename="above"/>`
    : '';
  const xml = `<?xml version="1.0"?>
<materialx version="1.39">
  <texcoord name="uv" type="vector2"/>
  ${waves('below', '43.9823, 31.4159', '0.5, 0.5', slope)}
  ${coated ? waves('above', '31.4159, 56.5487', '-0.5, 0.5', slope) : ''}
  <standard_surface name="surface" type="surfaceshader">
    <input name="base_color" type="color3" value="0.9, 0.6, 0.4"/>
    <input name="metalness" type="float" value="1"/>
    <input name="specular_roughness" type="float" value="0.5"/>
    <input name="normal" type="vector3" nodename="below"/>
    ${coat}
  </standard_surface>
  <surfacematerial name="waves" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="surface"/>
  </surfacematerial>
</materialx>`;
  const resolveFile = () => Promise.reject(new Error('there are no images'));
  return nodeMaterialX().then((materialX) => openDocument(materialX, xml, { name: 'waves.mtlx', resolveFile }));
}
