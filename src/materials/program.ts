import type { BindingLayout, BindingResource } from '../engine/bindings.ts';
import type { Gpu } from '../engine/device.ts';
import type { ShaderModules } from '../engine/shaderLinker.ts';

/** Shader text behind the BSDF contract (docs/conventions.md): what a pipeline is made of. */
export interface MaterialProgram {
  /** Equal for programs with equal shader text; the pipeline cache's key. */
  readonly key: string;
  readonly label: string;
  /** Generated modules; one of them is `program`, which exports the contract. */
  readonly modules: ShaderModules;
  /**
   * Values and weights are random estimates, right in the mean: `eval` by the numbers of `prepare` and its direction, `sample` by
   * its own numbers too. `pdf` is then no density of `sample` but stands in for it in multiple importance sampling: positive
   * where light can go, and the same for every draw.
   */
  readonly random?: true;
  /** Light goes through: `wi` may lie below the surface, in `eval`, `pdf` and `sample`. */
  readonly transmits?: true;
  /** The surface is not everywhere there: the module exports `transparency(point: SurfacePoint) -> f32` too. */
  readonly seeThrough?: true;
  /** What it lets light into absorbs or scatters on the way: `ShadeResult.interior`. */
  readonly fills?: true;
  /** How often everything repeats over the unit square of uv, along both axes; default 1. A bake covers one period. */
  readonly repeats?: number;
  /** Group 1, generated as `package::program_bindings`. */
  readonly bindings: BindingLayout;
  /** What varies over the surface, for an encoder to learn from; none where nothing does or the program cannot say. */
  readonly features?: ProgramFeatures;
}

/**
 * The module `pattern_features`: `pattern_features(point: SurfacePoint) -> array<vec4f, FEATURE_BLOCKS>` and, for second
 * moments of vectors, `feature_products(features) -> array<vec4f, PRODUCT_BLOCKS>`.
 */
export interface ProgramFeatures {
  /** Numbers; lanes of the last block beyond them are 0. */
  readonly count: number;
  readonly productBlocks: number;
  readonly modules: ShaderModules;
}

/** A material as the path tracer, the dataset and the benchmarks see it. */
export interface Material {
  readonly name: string;
  readonly program: MaterialProgram;
  /** Radiance the surface emits, linear Rec.709, the same in all directions; none when left out. Found by paths, not sampled. */
  readonly emission?: readonly [number, number, number];
  /**
   * Materials with the same `key` share program and resources (the first one's `upload` serves all): their program tells them
   * apart by `SurfacePoint.member`. They do not emit.
   */
  readonly bank?: { readonly key: object; readonly member: number };
  /** Uploads parameters and textures. Materials of one program differ by these resources only. */
  upload(gpu: Gpu): Promise<MaterialResources>;
}

export interface MaterialResources {
  /** By the names of `program.bindings`. */
  readonly resources: Record<string, BindingResource>;
  /** GPU memory held, in bytes. */
  readonly bytes: number;
  dispose(): void;
}
