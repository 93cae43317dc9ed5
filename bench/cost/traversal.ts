import { Mesh, MeshStandardMaterial, PerspectiveCamera, Scene, TorusKnotGeometry } from 'three';
import { bindingLayout, storage } from '../../src/engine/bindings.ts';
import { createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import { structLayout } from '../../src/engine/structLayout.ts';
import { flattenScene } from '../../src/scene/flattenScene.ts';
import { uploadScene } from '../../src/scene/gpuScene.ts';
import { sceneLayout } from '../../src/scene/sceneBindings.ts';
import type { SceneData } from '../../src/scene/sceneData.ts';
import { timeInterleaved } from '../interleavedTimer.ts';

const RAYS = 'array<package::scene::hit::Ray>';
const HITS = 'array<package::scene::hit::Hit>';
/** Instance number of a ray that hit nothing, as shaders/scene/hit.wgsl has it. */
const MISS = 0xffffffff;

export const COST_RAY_LAYOUTS = {
  costPrimaryRays: bindingLayout('cost_rays_bindings', 0, { rays: storage(RAYS, 'read_write') }),
  costTrace: bindingLayout('cost_trace_bindings', 0, { rays: storage(RAYS), hits: storage(HITS, 'read_write') }),
  costDiffuseRays: bindingLayout('cost_diffuse_bindings', 0, {
    rays: storage(RAYS, 'read_write'),
    hits: storage(HITS),
  }),
};

/** A torus knot that fills most of the frame. @returns the scene and how many triangles it has */
export function knotScene(tubularSegments: number, radialSegments: number): { scene: SceneData; triangles: number } {
  const scene = new Scene();
  const geometry = new TorusKnotGeometry(1, 0.4, tubularSegments, radialSegments);
  scene.add(new Mesh(geometry, new MeshStandardMaterial()));
  const camera = new PerspectiveCamera(45, 1, 0.1, 10);
  camera.position.set(0, 0, 3.6);
  return { scene: flattenScene(scene, camera), triangles: geometry.index!.count / 3 };
}

export interface TraversalRates {
  /** Rays a second, one value a round. Only rays that meet the object count as diffuse ones. */
  readonly primary: number[];
  readonly diffuse: number[];
}

/** Times closest hits of `side`² camera rays and of one diffuse bounce from each place they hit, interleaved. */
export async function traversalRates(
  gpu: Gpu,
  data: SceneData,
  side: number,
  rounds: number,
  signal?: AbortSignal,
): Promise<TraversalRates> {
  const scene = await uploadScene(gpu, data);
  scene.updateCamera(data.camera, side, side);
  const kernel = (name: keyof typeof COST_RAY_LAYOUTS) =>
    createKernel(gpu, { root: `kernels::${name}`, layouts: [COST_RAY_LAYOUTS[name], sceneLayout(1)] });
  const [makePrimary, makeDiffuse, trace] = [
    await kernel('costPrimaryRays'),
    await kernel('costDiffuseRays'),
    await kernel('costTrace'),
  ];
  const raySize = (await structLayout('package::scene::hit::Ray')).size;
  const hitLayout = await structLayout('package::scene::hit::Hit');
  const primary = createBuffer(gpu, 'traversal/primary', side * side * raySize);
  const diffuse = createBuffer(gpu, 'traversal/diffuse', side * side * raySize);
  const hits = createBuffer(gpu, 'traversal/hits', side * side * hitLayout.size);
  const tiles = Math.ceil(side / 8);
  try {
    const onScene = (k: typeof trace) => k.bindGroup(1, scene.sceneResources);
    const traceGroups = (rays: GPUBuffer) => [trace.bindGroup(0, { rays, hits }), onScene(trace)];
    const [primaryGroups, diffuseGroups] = [traceGroups(primary), traceGroups(diffuse)];
    const encoder = gpu.device.createCommandEncoder({ label: 'traversal/rays' });
    const first = encoder.beginComputePass({ label: 'traversal/primary rays' });
    makePrimary.dispatch(first, [makePrimary.bindGroup(0, { rays: primary }), onScene(makePrimary)], tiles, tiles);
    trace.dispatch(first, primaryGroups, tiles, tiles);
    first.end();
    encoder.copyBufferToBuffer(primary, 0, diffuse, 0, primary.size);
    const second = encoder.beginComputePass({ label: 'traversal/diffuse rays' });
    const diffuseBindings = [makeDiffuse.bindGroup(0, { rays: diffuse, hits }), onScene(makeDiffuse)];
    makeDiffuse.dispatch(second, diffuseBindings, Math.ceil((side * side) / 64));
    second.end();
    gpu.device.queue.submit([encoder.finish()]);

    const found = new Uint32Array(await readBuffer(gpu, hits));
    const [stride, at] = [hitLayout.size / 4, hitLayout.fields.get('instance')!.offset / 4];
    let hitCount = 0;
    for (let i = 0; i < side * side; i++) if (found[i * stride + at] !== MISS) hitCount++;

    const { ms } = await timeInterleaved(
      gpu,
      [
        { name: 'primary', encode: (pass) => trace.dispatch(pass, primaryGroups, tiles, tiles) },
        { name: 'diffuse', encode: (pass) => trace.dispatch(pass, diffuseGroups, tiles, tiles) },
      ],
      { rounds, signal },
    );
    return {
      primary: ms['primary'].map((t) => (side * side * 1000) / t),
      diffuse: ms['diffuse'].map((t) => (hitCount * 1000) / t),
    };
  } finally {
    scene.dispose();
    for (const buffer of [primary, diffuse, hits]) buffer.destroy();
  }
}
