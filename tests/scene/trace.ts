import type { Gpu } from '../../src/engine/device.ts';
import { uploadScene } from '../../src/scene/gpuScene.ts';
import { sceneLayout } from '../../src/scene/sceneBindings.ts';
import type { SceneData } from '../../src/scene/sceneData.ts';
import { runProbe } from './probe.ts';
import type { Ray } from './soups.ts';

export interface GpuHit {
  t: number;
  /** -1 = nothing. */
  instance: number;
  /** Within its mesh, as the CPU counts. */
  triangle: number;
  barycentrics: [number, number];
  any: boolean;
}

export function packRays(rays: Ray[]): Float32Array {
  return Float32Array.from(rays.flatMap(({ origin, direction }) => [...origin, 0, ...direction, 0]));
}

/** closest_hit and any_hit of shaders/scene/traverse.wgsl. */
export async function traceOnGpu(gpu: Gpu, data: SceneData, rays: Ray[]): Promise<GpuHit[]> {
  const scene = await uploadScene(gpu, data);
  const answers = await runProbe(
    gpu,
    {
      imports: `import package::scene::hit::infinite_ray;
import package::scene::traverse::{any_hit, closest_hit};`,
      body: `let ray = infinite_ray(queries[2u * i].xyz, queries[2u * i + 1u].xyz);
  let hit = closest_hit(ray);
  answers[2u * i] = vec4f(hit.t, f32(i32(hit.instance)), f32(hit.triangle), select(0.0, 1.0, any_hit(ray)));
  answers[2u * i + 1u] = vec4f(hit.barycentrics, 0.0, 0.0);`,
      layouts: [sceneLayout(1)],
    },
    packRays(rays),
    rays.length,
    2,
    [scene.sceneResources],
  );
  scene.dispose();
  const starts = firstTriangles(data);
  return rays.map((_, i) => {
    const [t, instance, triangle, any, u, v] = answers.subarray(i * 8, i * 8 + 6);
    const start = instance < 0 ? 0 : starts[data.instances[instance].mesh];
    return { t, instance, triangle: triangle - start, barycentrics: [u, v], any: any === 1 };
  });
}

/** Where each mesh begins among the scene's triangles. */
export function firstTriangles(data: SceneData): number[] {
  let next = 0;
  return data.meshes.map((mesh) => (next += mesh.indices.length / 3) - mesh.indices.length / 3);
}
