import { srgbFromLinear } from '../../src/math/srgb.ts';
import { expect, test } from 'vitest';
import { bindingLayout, storage } from '../../src/engine/bindings.ts';
import { createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import { Pcg } from '../../src/engine/pcg.ts';
import { toneMap, TONE_MAP_INDEX, type Rgb, type ToneMap } from '../../src/pathtracer/toneMap.ts';
import { testGpu } from '../harness/gpu.ts';

const curves = Object.keys(TONE_MAP_INDEX) as ToneMap[];

/** Colours from 1e-4 to 1e3 and special ones. */
function colours(): Rgb[] {
  const rng = new Pcg(5);
  const random = Array.from({ length: 252 }, (): Rgb => {
    const scale = 10 ** (rng.nextFloat() * 7 - 4);
    return [scale * rng.nextFloat(), scale * rng.nextFloat(), scale * rng.nextFloat()];
  });
  return [[0, 0, 0], [1, 1, 1], [5, 0, 0], [0.76, 0.2, 0.1], ...random];
}

test.each(curves)('%s: shader and float64 agree', async (curve) => {
  const gpu = await testGpu();
  const layout = bindingLayout('probe_bindings', 0, { values: storage('array<vec4f>', 'read_write') });
  const kernel = await createKernel(gpu, {
    root: 'probe',
    layouts: [layout],
    generated: {
      probe: `import package::probe_bindings::values;
import package::path::toneMap::{tone_map, srgb_encode};
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  values[id.x] = vec4f(srgb_encode(tone_map(values[id.x].rgb, ${TONE_MAP_INDEX[curve]}u, 1.5)), 1.0);
}`,
    },
  });
  const inputs = colours();
  const values = createBuffer(gpu, 'values', Float32Array.from(inputs.flatMap((c) => [...c, 0])));
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  kernel.dispatch(pass, [kernel.bindGroup(0, { values })], inputs.length / 64);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  const shown = new Float32Array(await readBuffer(gpu, values));
  inputs.forEach((input, i) => {
    const expected = toneMap(input, curve, 1.5).map(srgbFromLinear);
    // A quarter of an 8-bit step: float32 pow and log2 are good to some 1e-4 near black, where sRGB is steepest.
    expected.forEach((value, c) => expect(Math.abs(shown[i * 4 + c] - value)).toBeLessThan(1e-3));
  });
});

test.each(curves)('%s: black stays black, brighter greys never get darker, white is reached or neared', (curve) => {
  expect(toneMap([0, 0, 0], curve)[0]).toBeLessThan(0.002);
  let last = -1;
  for (let stop = -12; stop <= 12; stop += 0.25) {
    const [r, g, b] = toneMap([2 ** stop, 2 ** stop, 2 ** stop], curve);
    expect(r).toBeGreaterThanOrEqual(last - 1e-9);
    // Greys stay grey up to the rounding of the published matrices.
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(0.004);
    last = r;
  }
  expect(last).toBeGreaterThan(0.97);
});

test('published values: Neutral keeps colours below its shoulder, AgX and ACES their middle grey', () => {
  // Khronos: f90 reflection of 0.04 is taken off, so a base colour of 0.5 lit by 1 (0.54) shows as 0.5.
  for (const value of toneMap([0.54, 0.44, 0.14], 'neutral').map((x, i) => x - [0.5, 0.4, 0.1][i]))
    expect(value).toBeCloseTo(0, 6);
  // Neutral's peak: 1 - 0.24²/(1 - 0.04 + 0.24 - 0.76).
  expect(toneMap([1, 1, 1], 'neutral')[0]).toBeCloseTo(1 - 0.24 ** 2 / 0.44, 6);
  // AgX puts middle grey in the middle of the display's own scale; the fit is good to some 1 %.
  expect(Math.abs(toneMap([0.18, 0.18, 0.18], 'agx')[0] ** (1 / 2.2) - 0.5)).toBeLessThan(0.01);
  // Hill's matrices leave greys alone, so 0.18 / 0.6 goes through the rational fit only: worked by hand.
  expect(toneMap([0.18, 0.18, 0.18], 'aces')[0]).toBeCloseTo(0.09728 / 0.4565, 3);
  expect(toneMap([0.25, 2, 0], 'linear', 0.5)).toEqual([0.125, 1, 0]);
});

test('sRGB: IEC 61966-2-1 at its ends, its joint and middle grey', () => {
  expect(srgbFromLinear(0)).toBe(0);
  expect(srgbFromLinear(1)).toBeCloseTo(1, 12);
  expect(srgbFromLinear(0.0031308)).toBeCloseTo(0.0404499, 6);
  expect(srgbFromLinear(0.2140411)).toBeCloseTo(0.5, 5);
});
