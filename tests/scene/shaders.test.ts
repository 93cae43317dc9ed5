import { describe, expect, it } from 'vitest';
import { nullGpu } from '../harness/gpu.ts';
import { lightLayout, sceneLayout } from '../../src/scene/sceneBindings.ts';
import { probeKernel } from './probe.ts';

const ray = 'Ray(queries[2u * i].xyz, 0.0, queries[2u * i + 1u].xyz, T_MAX)';

describe('scene shaders compile', () => {
  it('closest hit and surface', async () => {
    const kernel = await probeKernel(await nullGpu(), {
      imports: `import package::scene::hit::{Ray, T_MAX};
import package::scene::surface::{resolve_surface, spawn_ray, to_local, to_world};
import package::scene::traverse::{any_hit, closest_hit};`,
      body: `let ray = ${ray};
  let surface = resolve_surface(closest_hit(ray), ray);
  let back = to_world(surface.frame, to_local(surface.frame, -ray.direction));
  answers[i] = vec4f(surface.position + back, f32(any_hit(spawn_ray(surface, back, T_MAX))));`,
      layouts: [sceneLayout(1)],
    });
    expect(kernel.compileMs).toBeGreaterThan(0);
  });

  it('lights, environment and camera', async () => {
    const kernel = await probeKernel(await nullGpu(), {
      imports: `import package::scene::camera::camera_ray;
import package::scene::environment::background_radiance;
import package::scene::lights::{light_pdf, sample_light};
import package::scene_bindings::camera;`,
      body: `let ray = camera_ray(camera, vec2u(i, 0u), vec2f(0.5), vec2f(0.5));
  let light = sample_light(queries[i].xyz, queries[i].xyz);
  answers[i] = vec4f(light.radiance + background_radiance(ray.direction), light_pdf(light.wi));`,
      layouts: [sceneLayout(1), lightLayout(2)],
    });
    expect(kernel.compileMs).toBeGreaterThan(0);
  });
});
