import { describe, expect, it } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { structLayout } from '../../src/engine/structLayout.ts';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { lightChoice, lightTableValues, MAX_LIGHTS } from '../../src/scene/lightTable.ts';
import type { LightData } from '../../src/scene/sceneData.ts';
import { testGpu } from '../harness/gpu.ts';
import { lightProbe, sceneWith } from './lightProbe.ts';

const sun: LightData = { kind: 'directional', name: 'sun', toLight: [0, 1, 0], intensity: [3, 3, 3] };
const dark: LightData = { kind: 'directional', name: 'dark', toLight: [1, 0, 0], intensity: [0, 0, 0] };
const bulb: LightData = { kind: 'point', name: 'bulb', position: [0, 0, 2], intensity: [8, 4, 2] };
const sky = uniformEnvironment([1, 1, 1], 0.5);
const night = uniformEnvironment([0, 0, 0]);

describe('light choice', () => {
  it('is by power, a tenth evenly: radiance on a disk, lux on a disk, candela over the sphere', () => {
    const choice = lightChoice([sun, bulb], sky, 4 * Math.PI, 2);
    const powers = [
      4 * Math.PI * 0.5 * 4 * Math.PI,
      3 * 4 * Math.PI,
      (8 * 0.2126 + 4 * 0.7152 + 2 * 0.0722) * 4 * Math.PI,
    ];
    const total = powers[0] + powers[1] + powers[2];
    const expected = powers.map((power) => 0.1 / 3 + (0.9 * power) / total);
    expect(choice.environment).toBeCloseTo(expected[0], 12);
    expect(choice.lights[0]).toBeCloseTo(expected[1], 12);
    expect(choice.lights[1]).toBeCloseTo(expected[2], 12);
  });

  it('leaves a lamp in a wide landscape its chance, whatever comes after it, and what is dark none', () => {
    const noon: LightData = { ...sun, intensity: [1e5, 1e5, 1e5] };
    for (const lights of [
      [noon, bulb, dark],
      [bulb, dark, noon],
    ]) {
      const choice = lightChoice(lights, sky, 4 * Math.PI, 10_000);
      const { items } = lightTableValues(lights, sky, choice) as unknown as { items: { cumulative: number }[] };
      const low = [choice.environment, ...items.map(({ cumulative }) => cumulative)].map(Math.fround);
      const i = lights.indexOf(bulb);
      // As the shader has it: a difference of 32-bit numbers.
      expect((low[i + 1] - low[i]) / choice.lights[i]).toBeCloseTo(1, 4);
      expect(choice.lights[i]).toBeGreaterThan(0.03);
      expect(choice.lights[lights.indexOf(dark)]).toBe(0);
      expect(choice.environment + choice.lights.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    }
  });

  it('is nothing where nothing shines', () => {
    expect(lightChoice([dark], night, 0, 1)).toEqual({ environment: 0, lights: [0] });
  });

  it('refuses more lights than the table holds, and MAX_LIGHTS is the shader’s', async () => {
    const many = Array.from({ length: MAX_LIGHTS + 1 }, () => sun);
    const choice = lightChoice(many, night, 0, 1);
    expect(() => lightTableValues(many, night, choice)).toThrow(/65 lights/);
    const table = await structLayout('package::scene::lightTable::LightTable');
    const light = await structLayout('package::scene::lightTable::Light');
    expect(table.fields.get('items')!.size).toBe(MAX_LIGHTS * light.size);
  });
});

describe('sample_light, seed 31', () => {
  const count = 1 << 14;
  const random = new Pcg(31);
  const numbers = Array.from({ length: count }, () => [random.nextFloat(), random.nextFloat(), random.nextFloat()]);
  const lights = [dark, sun, bulb];
  const data = sceneWith(sky, lights, 2);

  it('chooses each light as often as its probability, and says that probability', async () => {
    const choice = lightChoice(lights, sky, 4 * Math.PI, 2);
    const samples = await lightProbe(await testGpu(), data, 'sample_light', numbers);
    const seen = { environment: 0, dark: 0, sun: 0, bulb: 0 };
    for (let i = 0; i < count; i++) {
      const [x, y, z, pdf, r, g, b, distance, delta] = samples.subarray(i * 12, i * 12 + 9);
      if (delta === 0) {
        seen.environment++;
        expect([r, g, b]).toEqual([0.5, 0.5, 0.5]);
        expect(pdf).toBeCloseTo(choice.environment / (4 * Math.PI), 6);
        expect(distance).toBeGreaterThan(1e29);
      } else if (z === 1) {
        seen.bulb++;
        // Candela over the square of 2 m.
        expect([x, y, r, g, b, distance]).toEqual([0, 0, 2, 1, 0.5, 2]);
        expect(pdf).toBeCloseTo(choice.lights[2], 6);
      } else {
        seen[x === 1 ? 'dark' : 'sun']++;
        expect([x, y, z, r, g, b]).toEqual([0, 1, 0, 3, 3, 3]);
        expect(pdf).toBeCloseTo(choice.lights[1], 6);
      }
    }
    expect(seen.dark).toBe(0);
    const expected = [choice.environment, choice.lights[1], choice.lights[2]];
    [seen.environment, seen.sun, seen.bulb].forEach((times, i) => {
      // Four standard deviations of a binomial.
      const deviation = Math.sqrt(count * expected[i] * (1 - expected[i]));
      expect(Math.abs(times - count * expected[i])).toBeLessThan(4 * deviation);
    });
  });

  it('light_pdf is the chance of the environment times its density', async () => {
    const directions = [
      [0, 1, 0],
      [0.6, 0, 0.8],
      [0, -1, 0],
    ];
    const answers = await lightProbe(await testGpu(), data, 'background', directions);
    const choice = lightChoice(lights, sky, 4 * Math.PI, 2);
    directions.forEach((_, i) => {
      expect(answers[i * 4 + 3]).toBeCloseTo(choice.environment / (4 * Math.PI), 6);
      expect(answers[i * 4]).toBe(0.5);
    });
  });

  it('a scene without light gives no sample', async () => {
    const samples = await lightProbe(await testGpu(), sceneWith(night, [dark]), 'sample_light', numbers.slice(0, 64));
    for (let i = 0; i < 64; i++) expect(samples[i * 12 + 3]).toBe(0);
  });

  it('a directional light alone is always chosen', async () => {
    const edge = [[0, 0, 0], [0.5, 0.5, 0.99999994], ...numbers.slice(0, 62)];
    const samples = await lightProbe(await testGpu(), sceneWith(night, [sun, dark]), 'sample_light', edge);
    for (let i = 0; i < 64; i++) expect(samples[i * 12 + 3]).toBe(1);
  });
});

it('the background may differ from the environment', async () => {
  const environment = { ...sky, background: [0.25, 0.5, 1] as const, backgroundScale: 0 };
  const answers = await lightProbe(await testGpu(), sceneWith(environment), 'background', [[0, 1, 0]]);
  expect([...answers.subarray(0, 3)]).toEqual([0.25, 0.5, 1]);
});
