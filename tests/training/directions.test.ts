import { Vector3 } from 'three';
import { expect, test } from 'vitest';
import type { Gpu } from '../../src/engine/device.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import type { Material } from '../../src/materials/program.ts';
import type { TrainingSettings } from '../../src/training/settings.ts';
import { chiSquare } from '../harness/chiSquare.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { planSteps } from '../../src/training/schedule.ts';
import { createTrainer } from '../../src/training/trainer.ts';
import { testGpu } from '../harness/gpu.ts';
import { type DrawnRow, drawnRows, patchwork, settings } from '../harness/trainingDraws.ts';

/** Rows of so many steps of 4096, of level 0. */
async function drawPairs(gpu: Gpu, reference: Material, more: Partial<TrainingSettings>, steps: number) {
  const drawn = { ...settings, size: 64, levels: 1, batch: 4096, steps, encoderShare: 0, ...more };
  const trainer = await createTrainer(gpu, reference, decoderSpec('2x16'), drawn);
  await trainer.prepare();
  const rows: DrawnRow[] = [];
  for (const planned of planSteps(drawn, false)) {
    trainer.step(planned);
    rows.push(...(await drawnRows(trainer, 4096)));
  }
  trainer.dispose();
  return rows;
}

test('pairs are cosine-distributed in the share asked for, seed 9', async () => {
  const gpu = await testGpu();
  const draw = (cosineFraction: number) =>
    drawPairs(gpu, patchwork(), { seed: 9, samplerFraction: 0, cosineFraction }, 1);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const cosine = await draw(1);
  for (const side of ['wo', 'wi'] as const) {
    // E z = 2/3 and E z² = 1/2 under z/π: deviations of the means of 4096 are .0037 and .0045; five of them allowed.
    expect(Math.abs(mean(cosine.map((pair) => pair[side][2])) - 2 / 3)).toBeLessThan(0.0185);
    expect(Math.abs(mean(cosine.map((pair) => pair[side][2] ** 2)) - 1 / 2)).toBeLessThan(0.0225);
  }
  // The two are independent: E wo·wi = (2/3)².
  const dots = cosine.map(({ wo, wi }) => wo.reduce((sum, x, i) => sum + x * wi[i], 0));
  expect(Math.abs(mean(dots) - 4 / 9)).toBeLessThan(5 * (0.5 / 64));
  // Half/difference pairs lie lower; a mixture lies between, as the shares say.
  const height = (pairs: typeof cosine) => mean(pairs.map(({ wo }) => wo[2]));
  const [half, mixed] = [height(await draw(0)), height(await draw(0.25))];
  expect(height(cosine) - half).toBeGreaterThan(0.05);
  expect(Math.abs(mixed - (0.75 * half + 0.25 * height(cosine)))).toBeLessThan(0.03);
});

test('other pairs are uniform in half and difference angles where both lie above the horizon, seed 19', async () => {
  const gpu = await testGpu();
  const rows = await drawPairs(gpu, patchwork(), { seed: 19, samplerFraction: 0, cosineFraction: 0 }, 4);
  // Angles of Rusinkiewicz 1998: of the half vector, and of `wi` about it from the meridian's direction downwards.
  const side = 6;
  const counts = new Float64Array(side ** 4);
  for (const row of rows) {
    const [wo, wi] = [new Vector3(...row.wo), new Vector3(...row.wi)];
    const h = wo.clone().add(wi).normalize();
    const half = [Math.acos(Math.min(1, h.z)), Math.atan2(h.y, h.x)];
    const [sin, cos] = [Math.sin(half[1]), Math.cos(half[1])];
    const down = new Vector3(h.z * cos, h.z * sin, -Math.hypot(h.x, h.y));
    const across = new Vector3(-sin, cos, 0);
    const difference = [Math.acos(Math.min(1, wi.dot(h))), Math.atan2(wi.dot(across), wi.dot(down))];
    const bin = (angle: number, most: number) => Math.min(side - 1, Math.floor((angle / most) * side));
    const turned = (angle: number) => (angle < 0 ? angle + 2 * Math.PI : angle);
    const at = [bin(half[0], Math.PI / 2), bin(turned(half[1]), 2 * Math.PI)];
    at.push(bin(difference[0], Math.PI / 2), bin(turned(difference[1]), 2 * Math.PI));
    counts[at.reduce((sum, digit) => sum * side + digit, 0)]++;
  }
  // A box of the four angles holds what of it has |sin θd cos φd sin θh| below cos θd cos θh; φh makes no difference.
  const fine = 8;
  const expected = new Float64Array(side ** 4);
  for (let a = 0; a < side * fine; a++)
    for (let d = 0; d < side * fine; d++)
      for (let p = 0; p < side * fine; p++) {
        const [thetaH, thetaD] = [a, d].map((k) => ((k + 0.5) / (side * fine)) * (Math.PI / 2));
        const phiD = ((p + 0.5) / (side * fine)) * 2 * Math.PI;
        const apart = Math.abs(Math.sin(thetaD) * Math.cos(phiD) * Math.sin(thetaH));
        if (apart >= Math.cos(thetaD) * Math.cos(thetaH)) continue;
        const [i, k, l] = [a, d, p].map((n) => Math.floor(n / fine));
        for (let j = 0; j < side; j++) expected[((i * side + j) * side + k) * side + l]++;
      }
  const total = expected.reduce((sum, value) => sum + value, 0);
  const { pValue, impossible } = chiSquare(
    counts,
    expected.map((value) => (value / total) * rows.length),
  );
  expect(impossible).toBeUndefined();
  // One run in a thousand fails by chance; this seed does not.
  expect(pValue).toBeGreaterThan(1e-3);
});

test("a share of directions is the reference's own sampler's, and lies where its narrow lobe is, seed 20", async () => {
  const gpu = await testGpu();
  const metal = metallicRoughnessMaterial({ name: 'metal', metallic: 1, roughness: 0.1 });
  const inLobe = async (samplerFraction: number) => {
    const rows = await drawPairs(gpu, metal, { seed: 20, cosineFraction: 1, samplerFraction }, 1);
    // α is .01: facets within 5° of the normal are 1 / (1 + α² / tan²) = 98.7 % of all.
    const cos5 = Math.cos((5 * Math.PI) / 180);
    return rows.filter(({ wo, wi }) => new Vector3(...wo).add(new Vector3(...wi)).normalize().z > cos5).length / 4096;
  };
  const [none, some, all] = [await inLobe(0), await inLobe(0.4), await inLobe(1)];
  expect(none).toBeLessThan(0.05);
  expect(all).toBeGreaterThan(0.95);
  // Four deviations of a share of 4096.
  expect(Math.abs(some - (0.4 * all + 0.6 * none))).toBeLessThan(4 * Math.sqrt(0.24 / 4096));
});
