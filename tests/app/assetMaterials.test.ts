import { describe, expect, it } from 'vitest';
import { groupMaterials, titleOf } from '../../src/app/assetMaterials.ts';

describe('groupMaterials', () => {
  it('makes one material of each folder that has a document or a neural material', () => {
    const materials = groupMaterials({
      '/assets/materials/stoneware/stoneware.mtlx': 's.mtlx',
      '/assets/materials/stoneware/stoneware.glb': 's.glb',
      '/assets/materials/stoneware/preview.png': 's.png',
      '/assets/materials/copper/copper.mtlx': 'c.mtlx',
      '/assets/materials/copper/dust.png': 'd.png',
      '/assets/materials/notes/picture.png': 'n.png',
    });
    expect(materials.map((m) => m.name)).toEqual(['copper', 'stoneware']);
    expect(materials[0]).toMatchObject({ document: 'c.mtlx', neural: undefined, files: { 'dust.png': 'd.png' } });
    expect(materials[1]).toMatchObject({ document: 's.mtlx', neural: 's.glb', picture: 's.png' });
  });

  it('lists what was baked from light walks between the same layers as a material of its own', () => {
    const [own, walked] = groupMaterials({
      '/m/materials/paint/paint.mtlx': 'p.mtlx',
      '/m/materials/paint/paint.transport.glb': 'walked.glb',
      '/m/materials/paint/preview.png': 'p.png',
    });
    expect(own).toMatchObject({ name: 'paint', neural: undefined, layering: 'albedo' });
    expect(walked).toMatchObject({
      name: 'paint-transport',
      title: 'Paint, transport',
      document: 'p.mtlx',
      neural: 'walked.glb',
      picture: 'p.png',
      layering: 'transport',
    });
  });

  it('prefers the file named like its folder', () => {
    const [material] = groupMaterials({
      '/m/materials/paint/a.glb': 'other',
      '/m/materials/paint/paint.glb': 'own',
    });
    expect(material?.neural).toBe('own');
  });
});

it('titleOf turns folder names into titles', () => {
  expect(titleOf('lacquered-copper')).toBe('Lacquered copper');
  expect(titleOf('glazedStoneware')).toBe('Glazed stoneware');
  expect(titleOf('open_pbr_carpaint')).toBe('Open pbr carpaint');
});
