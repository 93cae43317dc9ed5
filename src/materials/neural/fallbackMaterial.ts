/** glTF 2.0's core material, fitted to the reference: what a viewer without the extension shows. */
export interface FallbackMaterial {
  /** Linear Rec.709. */
  readonly baseColorFactor: readonly [number, number, number];
  readonly metallicFactor: number;
  readonly roughnessFactor: number;
  /** PNG files, as bytes: base colour in sRGB, green roughness and blue metallic, tangent-space normal (y up). */
  readonly baseColorTexture?: Uint8Array;
  readonly metallicRoughnessTexture?: Uint8Array;
  readonly normalTexture?: Uint8Array;
}
