import { describe, expect, it } from 'vitest';
import { classifyDrop, type GlbContents } from '../../src/app/classifyDrop.ts';
import { glbContents } from '../../src/app/glbContents.ts';

const GLBS: Record<string, GlbContents> = {
  'engine.glb': { meshes: true, neural: false },
  'clock.glb': { meshes: true, neural: true },
  'stoneware.glb': { meshes: false, neural: true },
  'empty.glb': { meshes: false, neural: false },
  'torn.glb': { meshes: false, neural: false, error: 'too short for a GLB file.' },
};
const peek = (path: string): GlbContents => GLBS[path] ?? { meshes: false, neural: false, error: 'not in the table' };

describe('classifyDrop', () => {
  it('takes a glTF with its side files', () => {
    const plan = classifyDrop(['car/car.bin', 'car/car.gltf', 'car/paint.png', 'car/licence.txt'], peek);
    expect(plan).toEqual({ scene: 'car/car.gltf', side: ['car/car.bin', 'car/paint.png'], problems: [] });
  });

  it('tells a scene from a neural material by what the GLB holds', () => {
    expect(classifyDrop(['engine.glb'], peek).scene).toBe('engine.glb');
    expect(classifyDrop(['clock.glb'], peek).scene).toBe('clock.glb');
    expect(classifyDrop(['stoneware.glb'], peek).neuralMaterial).toBe('stoneware.glb');
  });

  it('takes a scene, a material and an environment in one drop', () => {
    const plan = classifyDrop(['engine.glb', 'stoneware.glb', 'sky.hdr'], peek);
    expect(plan).toEqual({
      scene: 'engine.glb',
      neuralMaterial: 'stoneware.glb',
      environment: 'sky.hdr',
      side: [],
      problems: [],
    });
  });

  it('reads an EXR beside a document as one of its images', () => {
    const plan = classifyDrop(['wood.mtlx', 'wood_height.exr'], peek);
    expect(plan).toEqual({ document: 'wood.mtlx', side: ['wood_height.exr'], problems: [] });
    expect(classifyDrop(['wood_height.exr'], peek).environment).toBe('wood_height.exr');
  });

  it.each([
    [['torn.glb'], 'torn.glb: too short'],
    [['empty.glb'], 'neither a mesh nor a neural material'],
    [['scene.blend'], 'scene.blend is not a file this page reads'],
    [['wood.png'], 'Nothing to show'],
    [[], 'Nothing to show'],
  ])('says what is wrong with %j', (paths, message) => {
    const plan = classifyDrop(paths, peek);
    expect(plan.problems).toHaveLength(1);
    expect(plan.problems[0]).toContain(message);
  });

  it('takes the document that includes the others, wherever it stands', () => {
    const plan = classifyDrop(['a.mtlx', 'b.mtlx'], peek, new Set(['a.mtlx']));
    expect(plan).toEqual({ document: 'b.mtlx', side: ['a.mtlx'], problems: [] });
  });

  it('shows the first of two of a kind and names the other', () => {
    const plan = classifyDrop(['b.mtlx', 'a.mtlx'], peek);
    expect(plan.document).toBe('a.mtlx');
    expect(plan.problems).toEqual(['b.mtlx was left out: a.mtlx came with it, and one at a time is shown.']);
  });
});

describe('glbContents', () => {
  const EXTENSION = 'PATINA_test';

  it('finds meshes and neural materials', () => {
    const neural = { materials: [{}, { extensions: { [EXTENSION]: {} } }] };
    expect(glbContents(glb(JSON.stringify(neural)), EXTENSION)).toEqual({ meshes: false, neural: true });
    expect(glbContents(glb(JSON.stringify({ meshes: [{}] })), EXTENSION)).toEqual({ meshes: true, neural: false });
  });

  it.each([
    ['a short file', new ArrayBuffer(3), 'not a GLB file'],
    ['another format', new ArrayBuffer(64), 'not a GLB file'],
    ['version 1', glb('{}', 1), 'version 1'],
    ['a chunk cut short', glb('{}', 2, 100), 'does not fit the file'],
    ['broken JSON', glb('{"meshes":'), 'not valid JSON'],
  ])('explains %s', (_name, bytes, message) => {
    expect(glbContents(bytes, EXTENSION).error).toContain(message);
  });

  it('survives JSON that is not an object', () => {
    expect(glbContents(glb('[null]'), EXTENSION)).toEqual({ meshes: false, neural: false });
    expect(glbContents(glb('{"materials":[3,null],"meshes":7}'), EXTENSION)).toEqual({ meshes: false, neural: false });
  });
});

function glb(text: string, version = 2, declared?: number): ArrayBuffer {
  const json = text.padEnd(Math.ceil(text.length / 4) * 4);
  const bytes = new ArrayBuffer(20 + json.length);
  const view = new DataView(bytes);
  view.setUint32(0, 0x46546c67, true);
  view.setUint32(4, version, true);
  view.setUint32(8, bytes.byteLength, true);
  view.setUint32(12, declared ?? json.length, true);
  view.setUint32(16, 0x4e4f534a, true);
  new Uint8Array(bytes, 20).set(new TextEncoder().encode(json));
  return bytes;
}
