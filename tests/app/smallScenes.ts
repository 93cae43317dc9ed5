import type { DroppedFile } from '../harness/dropFiles.ts';

/** A red pyramid as .gltf with its buffer beside it, and an extension that nothing here honours. */
export function pyramidGltf(): DroppedFile[] {
  const corners = [
    [-1, 0, -1],
    [1, 0, -1],
    [1, 0, 1],
    [-1, 0, 1],
    [0, 1.6, 0],
  ];
  const faces = [
    [0, 1, 2, 0, 2, 3],
    [0, 4, 1, 1, 4, 2, 2, 4, 3, 3, 4, 0],
  ].flat();
  const positions = Float32Array.from(corners.flat());
  const indices = Uint16Array.from(faces);
  const buffer = new Uint8Array(positions.byteLength + indices.byteLength);
  buffer.set(new Uint8Array(positions.buffer), 0);
  buffer.set(new Uint8Array(indices.buffer), positions.byteLength);
  const gltf = {
    asset: { version: '2.0' },
    extensionsUsed: ['KHR_materials_made_up'],
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, name: 'pyramid' }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
    materials: [
      {
        name: 'red',
        doubleSided: true,
        pbrMetallicRoughness: { baseColorFactor: [0.8, 0.02, 0.02, 1], metallicFactor: 0 },
      },
    ],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 5, type: 'VEC3', min: [-1, 0, -1], max: [1, 1.6, 1] },
      { bufferView: 1, componentType: 5123, count: faces.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: positions.byteLength },
      { buffer: 0, byteOffset: positions.byteLength, byteLength: indices.byteLength },
    ],
    buffers: [{ uri: 'pyramid.bin', byteLength: buffer.byteLength }],
  };
  return [
    ['pyramid.gltf', JSON.stringify(gltf)],
    ['pyramid.bin', buffer],
  ];
}

/** The pyramid with a texture that is no image. */
export function tornTexture(): DroppedFile[] {
  const [[name, text], ...files] = pyramidGltf();
  const gltf = JSON.parse(text as string) as { materials: { pbrMetallicRoughness: object }[] };
  gltf.materials[0].pbrMetallicRoughness = { baseColorTexture: { index: 0 } };
  const images = { images: [{ uri: 'torn.png' }], textures: [{ source: 0 }] };
  return [[name, JSON.stringify({ ...gltf, ...images })], ...files, ['torn.png', 'no image']];
}

/** The pyramid with more lights than the path tracer's table holds. */
export function crowdOfLights(): DroppedFile[] {
  const [[name, text], ...files] = pyramidGltf();
  const gltf = JSON.parse(text as string) as { nodes: object[]; scenes: { nodes: number[] }[] };
  const lights = Array.from({ length: 65 }, () => ({ extensions: { KHR_lights_punctual: { light: 0 } } }));
  gltf.nodes.push(...lights);
  gltf.scenes[0].nodes.push(...lights.map((_, i) => i + 1));
  const lamp = { KHR_lights_punctual: { lights: [{ type: 'point', intensity: 1 }] } };
  return [[name, JSON.stringify({ ...gltf, extensionsUsed: ['KHR_lights_punctual'], extensions: lamp })], ...files];
}

/** A one-lobe MaterialX document. */
export const PLAIN_DOCUMENT = `<?xml version="1.0"?>
<materialx version="1.39" colorspace="lin_rec709">
  <standard_surface name="SR_plain" type="surfaceshader">
    <input name="base_color" type="color3" value="0.1, 0.5, 0.2" />
    <input name="specular" type="float" value="0" />
  </standard_surface>
  <surfacematerial name="Plain" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="SR_plain" />
  </surfacematerial>
</materialx>`;

/** The same under one name, and blue under another. */
export const TWO_MATERIALS = PLAIN_DOCUMENT.replace('name="Plain"', 'name="Clay"').replace(
  '</materialx>',
  `<standard_surface name="SR_slate" type="surfaceshader">
    <input name="base_color" type="color3" value="0.1, 0.2, 0.5" />
  </standard_surface>
  <surfacematerial name="Slate" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="SR_slate" />
  </surfacematerial>
</materialx>`,
);

/** The same with an image, `tile.png`, three times along either axis in place of the colour. */
export const TILED_DOCUMENT = PLAIN_DOCUMENT.replace(
  '<input name="base_color" type="color3" value="0.1, 0.5, 0.2" />',
  '<input name="base_color" type="color3" nodename="tiles" />',
).replace(
  '<standard_surface',
  `<tiledimage name="tiles" type="color3">
    <input name="file" type="filename" value="tile.png" />
    <input name="uvtiling" type="vector2" value="3, 3" />
  </tiledimage>
  <standard_surface`,
);

/** The same as glass: it can be shown, and not be baked. */
export const GLASS_DOCUMENT = PLAIN_DOCUMENT.replace(
  '<input name="specular" type="float" value="0" />',
  '<input name="transmission" type="float" value="1" />',
);

/** The same as wax that light goes a long way through. */
export const WAX_DOCUMENT = PLAIN_DOCUMENT.replace(
  '<input name="specular" type="float" value="0" />',
  `<input name="specular" type="float" value="0" />
   <input name="subsurface" type="float" value="1" />
   <input name="subsurface_color" type="color3" value="0.2, 0.9, 0.4" />
   <input name="subsurface_radius" type="color3" value="0.5, 0.5, 0.5" />`,
);

/** A lobe that is refused. */
export const HAIR_DOCUMENT = `<?xml version="1.0"?>
<materialx version="1.39">
  <chiang_hair_bsdf name="strands" type="BSDF" />
  <surface name="skin" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="strands" /></surface>
  <surfacematerial name="Hair" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="skin" />
  </surfacematerial>
</materialx>`;
