import { BackSide, Color, type Material, type MeshBasicMaterial, type MeshStandardMaterial, type Texture } from 'three';
import { joinMetallicRoughness } from './metallicRoughness.ts';
import type { Vec3 } from './sceneData.ts';
import type { SceneMaterial } from './sceneMaterial.ts';
import { readTexture, type ReadPixels } from './sceneTexture.ts';

/** Features of three's materials that no program has yet, and the value at which they do nothing. */
const IGNORED_NUMBERS: Record<string, number> = {
  transmission: 0,
  clearcoat: 0,
  sheen: 0,
  iridescence: 0,
  anisotropy: 0,
  dispersion: 0,
  specularIntensity: 1,
  ior: 1.5,
};
const IGNORED_MAPS = [
  'aoMap',
  'lightMap',
  'bumpMap',
  'displacementMap',
  'alphaMap',
  'envMap',
  'specularMap',
  'specularColorMap',
];
const IGNORED_FLAGS = ['vertexColors', 'wireframe', 'alphaHash'];

/**
 * A material of three.js as plain values. What it asks for and does not get is told in `warnings` by name.
 * @param computedTangents the mesh has no tangents of its own: three then takes normal maps along increasing v, ours
 *   along decreasing v as glTF has it, and the scale's second number changes sign.
 */
export function readMaterial(
  material: Material,
  computedTangents: boolean,
  readPixels: ReadPixels | undefined,
  warnings: string[],
): SceneMaterial {
  const name = material.name || material.type;
  const owner = `material '${name}'`;
  const known = readKnown(material, owner, warnings);
  const texture = (source: Texture | null | undefined) =>
    source ? readTexture(source, owner, readPixels, warnings) : undefined;
  warnIgnored(material, owner, warnings);
  /** A file may hold numbers too large for a float. */
  const finite = <T extends number | Vec3>(what: string, value: T, instead: T): T => {
    if ([value].flat().every(Number.isFinite)) return value;
    warnings.push(`${owner}: ${what} is not finite; ${[instead].flat().join(', ')} is used`);
    return instead;
  };
  const scale = known.normalScale;
  const [across, along] = finite('normalScale', [scale.x, scale.y, 0], [1, 1, 0]);
  const key: unknown = material.userData['patina'];
  return {
    name,
    uuid: material.uuid,
    key: typeof key === 'string' ? key : undefined,
    baseColor: finite('color', vec3(known.color), [1, 1, 1]),
    metallic: finite('metalness', known.metalness, 0),
    roughness: finite('roughness', known.roughness, 1),
    emissive: finite('emissive', vec3(known.emissive), [0, 0, 0]),
    normalScale: [across, computedTangents ? -along : along],
    alphaMode: material.alphaTest > 0 ? 'mask' : material.transparent ? 'blend' : 'opaque',
    alphaCutoff: finite('alphaTest', material.alphaTest, 0.5),
    opacity: finite('opacity', material.opacity, 1),
    maps: {
      baseColor: texture(known.map),
      metallicRoughness: joinMetallicRoughness(
        texture(known.metalnessMap),
        texture(known.roughnessMap),
        owner,
        warnings,
      ),
      normal: texture(known.normalMap),
      emissive: texture(known.emissiveMap),
    },
  };
}

interface Known {
  color: Color;
  metalness: number;
  roughness: number;
  emissive: Color;
  normalScale: { x: number; y: number };
  map?: Texture | null;
  roughnessMap?: Texture | null;
  metalnessMap?: Texture | null;
  normalMap?: Texture | null;
  emissiveMap?: Texture | null;
}

function readKnown(material: Material, owner: string, warnings: string[]): Known {
  const black = new Color(0, 0, 0);
  const dull = { metalness: 0, roughness: 1, normalScale: { x: 1, y: 1 } };
  if ('isMeshStandardMaterial' in material) return readStandard(material as MeshStandardMaterial);
  if ('isMeshBasicMaterial' in material) {
    const basic = material as MeshBasicMaterial;
    // The colour's texture has the alpha too, which an opaque surface does not look at.
    const map = basic.transparent || basic.alphaTest > 0 ? basic.map : undefined;
    return { ...dull, color: black, map, emissive: basic.color, emissiveMap: basic.map };
  }
  const other = material as Material & { color?: Color; map?: Texture | null };
  warnings.push(`${owner} of type ${material.type} is shown as a diffuse surface of its colour`);
  return { ...dull, color: other.color ?? new Color(0.5, 0.5, 0.5), emissive: black, map: other.map };
}

function readStandard(source: MeshStandardMaterial): Known {
  const { color, metalness, roughness, normalScale, map, normalMap, emissiveMap, metalnessMap, roughnessMap } = source;
  const emissive = source.emissive.clone().multiplyScalar(source.emissiveIntensity);
  return {
    color,
    metalness,
    roughness,
    emissive,
    normalScale,
    map,
    normalMap,
    emissiveMap,
    metalnessMap,
    roughnessMap,
  };
}

function warnIgnored(material: Material, owner: string, warnings: string[]): void {
  const features = material as unknown as Record<string, unknown>;
  const active = [
    ...Object.entries(IGNORED_NUMBERS)
      .filter(([name, idle]) => (features[name] ?? idle) !== idle)
      .map(([name]) => name),
    ...[...IGNORED_MAPS, ...IGNORED_FLAGS].filter((name) => Boolean(features[name])),
    ...(isTinted(features['specularColor']) ? ['specularColor'] : []),
    ...(material.side === BackSide ? ['side'] : []),
  ];
  for (const feature of active) warnings.push(`${owner}: ${feature} is not supported: ignored`);
}

const isTinted = (value: unknown): boolean => value instanceof Color && value.getHex() !== 0xffffff;

function vec3(color: Color): Vec3 {
  return [color.r, color.g, color.b];
}
