import { BufferGeometry, Group, Mesh, MeshStandardMaterial, PerspectiveCamera, Scene } from 'three';
import { openEnvironmentNamed } from '../../src/cli/renderScene.ts';
import { Pcg } from '../../src/engine/pcg.ts';
import { demoObjects } from '../../src/scene/demoObjects.ts';
import { flattenScene } from '../../src/scene/flattenScene.ts';
import type { SceneData } from '../../src/scene/sceneData.ts';

/**
 * The shader ball with each triangle dealt to one of `parts` meshes, so that neighbouring hits meet different materials. They
 * share `materials` materials, in order: part i has material i mod that, and rays cost the same however many there are.
 */
export async function shuffledBall(
  parts: number,
  materials: number,
  environment: string,
  seed = 1,
): Promise<SceneData> {
  const ball = demoObjects.shaderBall();
  const triangles = ball.index!.count / 3;
  const rng = new Pcg(seed);
  const dealt: number[][] = Array.from({ length: parts }, () => []);
  for (let t = 0; t < triangles; t++) {
    const corners = [0, 1, 2].map((k) => ball.index!.getX(3 * t + k));
    dealt[Math.floor(parts * rng.nextFloat())].push(...corners);
  }
  const shared = Array.from({ length: materials }, (_, i) => new MeshStandardMaterial({ name: `material ${i}` }));
  const root = new Group();
  dealt.forEach((index, part) => {
    const geometry = new BufferGeometry();
    for (const [name, attribute] of Object.entries(ball.attributes)) geometry.setAttribute(name, attribute);
    geometry.setIndex(index);
    root.add(new Mesh(geometry, shared[part % materials]));
  });
  const scene = new Scene();
  scene.add(root);
  const camera = new PerspectiveCamera(30, 1);
  camera.position.set(1.6, 2.4, 4.6);
  camera.lookAt(0, 0.95, 0);
  const { data } = await openEnvironmentNamed(environment);
  return { ...flattenScene(scene, camera), environment: data };
}
