import type { RenderScene } from '../src/cli/renderScene.ts';
import type { Gpu } from '../src/engine/device.ts';
import { analyticMaterial } from '../src/materials/analytic/analyticMaterial.ts';
import type { Material } from '../src/materials/program.ts';
import { PathTracer } from '../src/pathtracer/pathTracer.ts';
import type { PathTracerSettings } from '../src/pathtracer/settings.ts';
import { intersectScene } from '../src/scene/intersectScene.ts';

/** What the path tracer's benchmarks look at: `openRenderScene(TRACED_SUBJECT, TRACED_LIGHT, 1)`, an object on a table. */
export const TRACED_SUBJECT = 'shaderBall';
export const TRACED_LIGHT = 'city';

/** A path tracer that is ready to render the scene's object in `material`, `size` pixels a side; dispose of it. */
export async function tracedBall(
  gpu: Gpu,
  scene: RenderScene,
  material: Material,
  size: number,
  settings: Partial<PathTracerSettings>,
): Promise<PathTracer> {
  const tracer = await PathTracer.create(gpu, { settings });
  try {
    await tracer.setScene(scene.data);
    await tracer.setMaterials(
      scene.data.materials.map((own, i) => (scene.replaces(i) ? material : analyticMaterial(own))),
    );
    tracer.setSize(size, size);
    return tracer;
  } catch (error) {
    tracer.dispose();
    throw error;
  }
}

/** 1 where the middle of a pixel sees what the material is on. */
export function objectMask({ data, replaces }: RenderScene, size: number): Float32Array {
  const { position, forward, right, up } = data.camera;
  return Float32Array.from({ length: size * size }, (_, pixel) => {
    const x = (2 * ((pixel % size) + 0.5)) / size - 1;
    const y = 1 - (2 * (Math.floor(pixel / size) + 0.5)) / size;
    const direction = [0, 1, 2].map((c) => forward[c] + x * right[c] + y * up[c]) as [number, number, number];
    const hit = intersectScene(data, position, direction);
    return hit && replaces(data.instances[hit.instance].material) ? 1 : 0;
  });
}
