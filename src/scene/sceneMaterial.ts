import type { Vec3 } from './sceneData.ts';

/** Pixels, row 0 first in the file's sense: uv (0,0) is the corner of the first pixel (glTF). */
export interface SceneImage {
  readonly width: number;
  readonly height: number;
  /** RGBA, 4 a pixel; bytes are 0 to 255, floats as they are. */
  readonly data: Uint8Array | Float32Array;
}

export type SceneWrap = 'repeat' | 'clamp' | 'mirror';

export interface SceneTexture {
  readonly name: string;
  readonly image: SceneImage;
  readonly colourSpace: 'srgb' | 'linear';
  readonly wrapU: SceneWrap;
  readonly wrapV: SceneWrap;
  /** Affine map of uv, row by row (2x3): three's texture matrix. */
  readonly transform: readonly [number, number, number, number, number, number];
}

/**
 * glTF's metallic-roughness material as plain values. `uuid` and `key` tell which three material it came from, so that a
 * neural or layered material can take its place. Both sides of a surface are shown, whatever three's `side` says.
 */
export interface SceneMaterial {
  readonly name: string;
  /** uuid of the three material. */
  readonly uuid: string;
  /** `material.userData.patina` if it is a string: which program this material asks for. */
  readonly key: string | undefined;
  /** Linear Rec.709. */
  readonly baseColor: Vec3;
  readonly metallic: number;
  readonly roughness: number;
  /** Radiance, linear Rec.709. */
  readonly emissive: Vec3;
  readonly normalScale: readonly [number, number];
  /** glTF's: below `alphaCutoff` a masked material is not there; one that blends is there by its share. */
  readonly alphaMode: 'opaque' | 'mask' | 'blend';
  readonly alphaCutoff: number;
  /** Factor of the base colour map's alpha. */
  readonly opacity: number;
  readonly maps: {
    readonly baseColor?: SceneTexture;
    /** Roughness in green, metallic in blue. */
    readonly metallicRoughness?: SceneTexture;
    readonly normal?: SceneTexture;
    readonly emissive?: SceneTexture;
  };
}
