import { describe, expect, it } from 'vitest';
import { samplesToReach } from '../../bench/speed/equalError.ts';
import { queryErrors, valueMoments } from '../../bench/speed/valueMoments.ts';
import { bindingLayout } from '../../src/engine/bindings.ts';
import { contractFunctions, contractImports } from '../../src/materials/contract.ts';
import type { Material } from '../../src/materials/program.ts';
import { testGpu } from '../harness/gpu.ts';

/** Its value is what `prepare` drew, or its square: a uniform number has a mean and a variance that everyone knows. */
function drawnValue(expression: string): Material {
  const program = `${contractImports}struct State { u: vec3f }
fn prepare(point: SurfacePoint, wo: vec3f, u: vec3f) -> State {
  return State(u);
}
fn albedo(state: State) -> vec3f {
  return state.u;
}
fn evaluate(state: State, wi: vec3f) -> Evaluation {
  return Evaluation(${expression}, 1.0);
}
fn draw(state: State, u: vec3f) -> Drawn {
  return Drawn(vec3f(0.0, 0.0, 1.0), LOBE_DIFFUSE);
}
${contractFunctions()}`;
  const bindings = bindingLayout('program_bindings', 1, {});
  return {
    name: expression,
    program: { key: expression, label: expression, modules: { program }, random: true, bindings },
    upload: async () => ({ resources: {}, bytes: 0, dispose: () => {} }),
  };
}

const average = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('value moments', () => {
  it('are those of a uniform number, to five standard errors (seed 1)', async () => {
    const [queries, draws] = [64, 200];
    const { mean, variance } = await valueMoments(await testGpu(), drawnValue('state.u'), queries, draws);
    const n = 3 * queries * draws;
    expect(Math.abs(average(mean) - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    // The variance of a squared deviation is 1/80 - 1/144.
    expect(Math.abs(average(variance) - 1 / 12)).toBeLessThan(5 * Math.sqrt((1 / 80 - 1 / 144) / n));
  });

  it('give the error of one draw against the mean, both noises taken out (seed 1)', async () => {
    const gpu = await testGpu();
    const truth = await valueMoments(gpu, drawnValue('state.u'), 64, 256);
    const still = await valueMoments(gpu, drawnValue('vec3f(0.75)'), 64, 1);
    const { mse, variance } = queryErrors(truth, still);
    // (3/4 - 1/2)^2; the mean of 192 means of 256 has a standard error of .0013, which counts twice .25.
    expect(Math.abs(mse - 1 / 16)).toBeLessThan(5 * 2 * 0.25 * 0.0013);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.003);
    const half = new Float64Array(192).fill(0.5);
    expect(queryErrors(truth, still, half).mse).toBeCloseTo(mse / 2, 12);
  });

  it('name the material whose value is none', async () => {
    const broken = valueMoments(await testGpu(), drawnValue('vec3f(1.0) / (state.u * 0.0)'), 4, 1);
    await expect(broken).rejects.toThrow(/vec3f\(1\.0\).*at query 0/);
  });
});

describe('samplesToReach', () => {
  const curve = [1, 2, 4, 8].map((samples) => ({ samples, relMse: 3 / samples }));

  it('is exact on what falls as 1/n', () => {
    expect(samplesToReach(curve, 1)).toBeCloseTo(3, 10);
    expect(samplesToReach(curve, 3 / 8)).toBeCloseTo(8, 10);
  });

  it('says nothing beyond the curve', () => {
    expect(samplesToReach(curve, 0.3)).toBeUndefined();
    expect(samplesToReach(curve, 3.1)).toBeUndefined();
  });
});
