import { PerspectiveCamera, Scene } from 'three';
import type { Gpu } from '../../src/engine/device.ts';
import type { EnvironmentData } from '../../src/scene/environmentData.ts';
import { flattenScene } from '../../src/scene/flattenScene.ts';
import { uploadScene } from '../../src/scene/gpuScene.ts';
import { lightLayout } from '../../src/scene/sceneBindings.ts';
import type { LightData, SceneData } from '../../src/scene/sceneData.ts';
import { runProbe } from './probe.ts';

const probes = {
  /** u -> wi, pdf | radiance, 0 */
  sample_environment: {
    answers: 2,
    imports: 'import package::scene::environment::environment_sample;',
    body: `let s = environment_sample(queries[i].xyz);
  answers[2u * i] = vec4f(s.wi, s.pdf);
  answers[2u * i + 1u] = vec4f(s.radiance, 0.0);`,
  },
  /** direction -> radiance, pdf */
  look_up: {
    answers: 1,
    imports: 'import package::scene::environment::{environment_pdf, environment_radiance};',
    body: 'answers[i] = vec4f(environment_radiance(queries[i].xyz), environment_pdf(queries[i].xyz));',
  },
  /** direction -> background, light_pdf */
  background: {
    answers: 1,
    imports: `import package::scene::environment::background_radiance;
import package::scene::lights::light_pdf;`,
    body: 'answers[i] = vec4f(background_radiance(queries[i].xyz), light_pdf(queries[i].xyz));',
  },
  /** u -> wi, pdf | radiance, distance | delta; seen from the origin */
  sample_light: {
    answers: 3,
    imports: 'import package::scene::lights::sample_light;',
    body: `let s = sample_light(vec3f(0.0), queries[i].xyz);
  answers[3u * i] = vec4f(s.wi, s.pdf);
  answers[3u * i + 1u] = vec4f(s.radiance, s.distance);
  answers[3u * i + 2u] = vec4f(f32(s.delta));`,
  },
};

export async function lightProbe(
  gpu: Gpu,
  data: SceneData,
  name: keyof typeof probes,
  queries: number[][],
): Promise<Float32Array> {
  const scene = await uploadScene(gpu, data);
  const { answers, imports, body } = probes[name];
  const input = Float32Array.from(queries.flatMap((query) => [...query, 0]));
  const layouts = [lightLayout(1)];
  const result = await runProbe(gpu, { imports, body, layouts }, input, queries.length, answers, [
    scene.lightResources,
  ]);
  scene.dispose();
  return result;
}

/** A scene without objects. `radius`: what its bounds say. */
export function sceneWith(environment: EnvironmentData, lights: LightData[] = [], radius = 1): SceneData {
  const side = radius / Math.sqrt(3);
  const bounds = Float64Array.of(-side, -side, -side, side, side, side);
  return { ...flattenScene(new Scene(), new PerspectiveCamera()), environment, lights, bounds };
}
