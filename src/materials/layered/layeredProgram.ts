import { bindingLayout, type BindingResource } from '../../engine/bindings.ts';
import type { Gpu } from '../../engine/device.ts';
import type { ShaderModules } from '../../engine/shaderLinker.ts';
import type { PositionMap } from '../../scene/positionMap.ts';
import { createTextureSampler, textureBytes, uploadFloatTexture, uploadTexture } from '../materialTexture.ts';
import type { Material, MaterialProgram, MaterialResources } from '../program.ts';
import { programKey } from '../programKey.ts';
import type { FoldedGraph, FoldStats } from './flatGraph.ts';
import { splitInterior } from './interior.ts';
import type { Subsurface } from './lobes/lobeKinds.ts';
import type { LoadedImage } from './patternImages.ts';
import { printFeatures } from './patternFeatures.ts';
import { IMAGE_SAMPLER, PatternPrinter, POSITION_MAP, type PatternImage } from './patternPrinter.ts';
import { readStack, refuseLightThrough, refuseTransportOnly } from './stack.ts';
import { printStack } from './stackPrinter.ts';
import { readSurfaceFields } from './surfaceFields.ts';
import { uvRepeats } from './uvRepeats.ts';
import { planTransport } from './transport/transportPlan.ts';
import { printTransport } from './transport/transportPrinter.ts';

export interface LayeredReport extends FoldStats {
  /** Live lobes, by node name, top layers first. */
  readonly lobes: readonly string[];
  /** Live `layer` operators. */
  readonly layers: number;
}

/** A MaterialX document behind the BSDF contract. */
export interface LayeredProgram extends MaterialProgram {
  /** Textures its bindings name. */
  readonly images: readonly PatternImage[];
  readonly report: LayeredReport;
}

export interface LayeredOptions {
  /** Stands in for the position of the point, so that a document that reads it can be baked over uv. */
  readonly positions?: PositionMap;
  /**
   * How light goes through layers: `albedo` (default), MaterialX's own operators, each layer dimmed by what those above it
   * reflect; or `transport`, a random walk between them, whose every value is an estimate (docs/materialx.md).
   */
  readonly layering?: Layering;
  /** What light does below a `subsurface_bsdf`; `walk` is for images alone, and takes layering `albedo`. */
  readonly subsurface?: Subsurface;
}

export type Layering = 'albedo' | 'transport';

/** What light does below the surface of a document, as far as it is a choice. */
export type BelowSurface = Pick<LayeredOptions, 'layering' | 'subsurface'>;

/**
 * Compiles a folded graph: pattern nodes to expressions, BSDF nodes to lobes under MaterialX 1.39.4's operators.
 * @throws naming node, category and document where something live is not supported.
 */
export function compileLayered(
  graph: FoldedGraph,
  { positions, layering = 'albedo', subsurface = 'diffuse' }: LayeredOptions = {},
): LayeredProgram {
  const { stack, interior } =
    layering === 'albedo' ? splitInterior(graph, readStack(graph, subsurface)) : walkedStack(graph, subsurface);
  if (layering === 'albedo') refuseTransportOnly(graph, stack);
  const surface = readSurfaceFields(graph, interior);
  const printer = new PatternPrinter(graph, { positionMap: positions !== undefined && graph.needsPosition });
  const modules: ShaderModules =
    layering === 'transport'
      ? printTransport(planTransport(stack, graph.document), printer, surface)
      : { program: printStack(stack, printer, surface) };
  const features = printFeatures(stack, printer);
  const bindings = bindingLayout('program_bindings', 1, printer.bindings());
  const repeats = uvRepeats(graph);
  return {
    key: programKey({ ...modules, bindings: bindings.text }),
    label: `layered(${graph.document}: ${graph.material}${layering === 'transport' ? ', transport' : ''})`,
    modules,
    ...(layering === 'transport' && { random: true as const }),
    ...(stack.transmits && { transmits: true as const }),
    ...(interior && { fills: true as const }),
    ...(surface.opacity && { seeThrough: true as const }),
    ...(repeats > 1 && { repeats }),
    bindings,
    ...(features && { features }),
    images: printer.images,
    report: { ...graph.stats, lobes: stack.lobes.map(({ node }) => node.name), layers: stack.layers },
  };
}

function walkedStack(graph: FoldedGraph, subsurface: Subsurface): ReturnType<typeof splitInterior> {
  const stack = readStack(graph, subsurface);
  refuseLightThrough(graph, stack);
  return { stack, interior: undefined };
}

/** A document as a material; `images` come from `loadImages`. */
export function layeredMaterial(
  graph: FoldedGraph,
  images: readonly LoadedImage[],
  options: LayeredOptions = {},
): Material {
  const program = compileLayered(graph, options);
  const { positions } = options;
  return { name: graph.material, program, upload: (gpu) => Promise.resolve(upload(gpu, program, images, positions)) };
}

function upload(
  gpu: Gpu,
  program: LayeredProgram,
  images: readonly LoadedImage[],
  positions: PositionMap | undefined,
): MaterialResources {
  const resources: Record<string, BindingResource> = {};
  const owned: GPUTexture[] = [];
  let bytes = 0;
  for (const { binding, file, srgb } of program.images) {
    const found = images.find((image) => image.file === file && image.srgb === srgb);
    if (!found) throw new Error(`${program.label}: image '${file}' was not loaded`);
    const label = `${program.label}/${file}`;
    const texture = uploadTexture(gpu, label, { ...found.image, srgb, wrapS: 'repeat', wrapT: 'repeat' });
    owned.push(texture);
    bytes += textureBytes(found.image);
    resources[binding] = texture.createView({ label });
  }
  if (program.images.length > 0)
    resources[IMAGE_SAMPLER] = createTextureSampler(gpu, `${program.label}/${IMAGE_SAMPLER}`, {
      wrapS: 'repeat',
      wrapT: 'repeat',
    });
  if (positions && POSITION_MAP in program.bindings.entries) {
    const texture = uploadFloatTexture(gpu, `${program.label}/${POSITION_MAP}`, positions.size, positions.data);
    owned.push(texture);
    bytes += positions.data.byteLength;
    resources[POSITION_MAP] = texture.createView({ label: texture.label });
  }
  return { resources, bytes, dispose: () => owned.forEach((texture) => texture.destroy()) };
}
