import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDocumentFile } from '../../../src/cli/nodeMaterialX.ts';
import { describeMxExamples, mxExamples } from '../../harness/mxExamples.ts';

describeMxExamples("the MaterialX project's examples", () => {
  // Live nodes as counted here, surface and closures included, at most.
  it.each([
    ['OpenPbr/open_pbr_carpaint.mtlx', 133, 9, 0],
    ['StandardSurface/standard_surface_wood_tiled.mtlx', 74, 23, 2],
    ['StandardSurface/standard_surface_brick_procedural.mtlx', 116, 51, 6],
    ['StandardSurface/standard_surface_marble_solid.mtlx', 75, 23, 0],
    ['GltfPbr/gltf_pbr_carpaint.mtlx', 60, 9, 0],
  ])('%s: %i nodes flattened, at most %i live, %i look-ups', async (file, flattened, live, fetches) => {
    const { graph, images } = await openDocumentFile(join(mxExamples, file));
    expect(graph.flattenedNodes).toBe(flattened);
    expect(graph.stats.liveNodes).toBeLessThanOrEqual(live);
    expect(graph.stats.fetches).toBe(fetches);
    expect(images).toHaveLength(fetches);
    images.forEach(({ image }) => expect(image.data.length).toBe(image.width * image.height * 4));
  });
});
