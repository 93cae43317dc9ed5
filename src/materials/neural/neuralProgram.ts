import { bindingLayout } from '../../engine/bindings.ts';
import type { Blocks } from '../../layers/wgslPrinter.ts';
import { WgslPrinter } from '../../layers/wgslPrinter.ts';
import type { MaterialProgram } from '../program.ts';
import { programKey } from '../programKey.ts';
import { decoderLabel, samplerDensities, type DecoderSpec } from './decoderSpec.ts';
import { printDecoder, printHoisted } from './evaluationPrint.ts';
import { frameImports, printFrames } from './framePrint.ts';
import { lookupImports, printLookup, type LatentLookup } from './latentLookup.ts';
import type { LatentBits } from './latentPyramid.ts';
import { neuralLayout, type NeuralLayout } from './neuralLayout.ts';
import { packBlocks, scalarsOf, toF32, toFloat } from './packBlocks.ts';
import { bankStorage, ownStorage, type ProgramStorage } from './programStorage.ts';
import { coatImports, programFunctions, programImports } from './programText.ts';

export interface NeuralProgramOptions {
  /**
   * Weights, activations and dot products in f16; frames, exp and densities stay in f32. Needs an adapter with
   * shader-f16. Default false.
   */
  readonly f16?: boolean;
  /** How the latents are stored. Default 16. */
  readonly latentBits?: LatentBits;
  /**
   * How latents are found. `stochastic` (default): one texel of one level, drawn. `bilinear`: one level drawn, at level 0 one
   * texel of it, else four mixed: what bakes with levels learn. `trilinear`: all eight texels around, mixed: no noise, eight
   * loads, and wrong where latents mean nothing in between; to compare with.
   */
  readonly lookup?: LatentLookup;
  /** See WgslPrinter. Default: in f32 layers from 16 x 16 on become loops, in f16 those from 32 x 32 on. */
  readonly rollAbove?: number;
  /**
   * Buffers of latents that many materials share, told apart by `SurfacePoint.member` (neuralBank.ts). Default 0: every
   * material has buffers of its own.
   */
  readonly pages?: number;
  /** A coat is kept analytic over what the network says (analyticCoat.ts). Default false. */
  readonly coat?: boolean;
}

/**
 * In vec4 multiply-adds a layer; 32 x 32 has 256. Software adapters run in f32 (ADR 0017), and there a visitor waits for
 * the compiler; on hardware in f16 the smaller layers are worth straight text (ADR 0009).
 */
const ROLL_ABOVE = { f32: 63, f16: 255 };

const programs = new Map<string, MaterialProgram>();

/**
 * The program of an architecture: State holds what does not depend on wi (frames, the latent and wo columns of the
 * first layer, the sampler's density), `shade` evaluates both directions in one pass over the weights.
 */
export function neuralProgram(spec: DecoderSpec, options: NeuralProgramOptions = {}): MaterialProgram {
  const { f16 = false, latentBits = 16, lookup = 'stochastic', pages = 0, coat = false } = options;
  const { rollAbove = f16 ? ROLL_ABOVE.f16 : ROLL_ABOVE.f32 } = options;
  const id = `neural ${decoderLabel(spec)} ${f16 ? 'f16' : 'f32'} ${latentBits} ${lookup} ${rollAbove} ${pages} ${coat}`;
  const found =
    programs.get(id) ?? makeProgram(neuralLayout(spec), { f16, latentBits, lookup, rollAbove, pages, coat });
  programs.set(id, found);
  return found;
}

function makeProgram(layout: NeuralLayout, options: Required<NeuralProgramOptions>): MaterialProgram {
  const { f16, latentBits: bits, lookup, pages, coat } = options;
  const stored = pages > 0 ? bankStorage(pages, options) : ownStorage(layout, options);
  const bindings = bindingLayout('program_bindings', 1, stored.bindings);
  const modules = { program: printProgram(layout, stored, options) };
  const label = `neural ${decoderLabel(layout.spec)}${f16 ? ' f16' : ''}${bits < 16 ? ` latents ${bits}` : ''}${lookup === 'stochastic' ? '' : ` ${lookup}`}${coat ? ' coat' : ''}${pages > 0 ? ` bank of ${pages}` : ''}`;
  return { key: programKey({ ...modules, bindings: bindings.text }), label, modules, bindings };
}

function printProgram(layout: NeuralLayout, stored: ProgramStorage, options: Required<NeuralProgramOptions>): string {
  const { f16, rollAbove, latentBits, lookup, coat } = options;
  const printer = () =>
    new WgslPrinter({
      float: f16 ? 'f16' : 'f32',
      weight: stored.weight,
      rollAbove,
    });
  const hiddenBlocks = layout.spec.evaluation.hidden[0] / 4;
  const hidden = Array.from({ length: hiddenBlocks }, (_, i) => `hidden_${i}`);
  const frames = Array.from({ length: layout.spec.frames }, (_, i) => `frame_${i}`);
  const decode = (directions: string[]) => printDecode(printer(), layout, stored, frames, hidden, directions);
  const bound = `import package::program_bindings::{${Object.keys(stored.bindings).join(', ')}};\n`;
  return `${programImports}${coat ? coatImports : ''}${bound}${lookupImports(latentBits, lookup)}${frames.length > 0 ? frameImports : ''}${f16 ? 'enable f16;\n' : ''}
struct State {
  wo: vec3f,
  member: u32,
${frames.map((name) => `  ${name}: ShadingFrame,\n`).join('')}  // The first layer's sums over bias, latents and wo.
${hidden.map((name) => `  ${name}: ${f16 ? 'vec4h' : 'vec4f'},\n`).join('')}  head: SamplerHead,
  albedo: vec3f,
  // One over what the energy guard divides by.
  kept: f32,
${coat ? '  coat: CoatState,\n' : ''}}
${stored.declarations}${printLookup(latentBits, lookup, stored)}${printPrepare(printer(), layout, stored, frames, hidden, coat)}${decode(['wi'])}${decode(['wi_0', 'wi_1'])}${programFunctions(coat)}`;
}

function printPrepare(
  printer: WgslPrinter,
  layout: NeuralLayout,
  stored: ProgramStorage,
  frameFields: readonly string[],
  hiddenFields: readonly string[],
  coat: boolean,
): string {
  const latent = toFloat(printer, ['latent.low', 'latent.high']);
  const { frames } = printFrames(printer, layout, latent);
  const hidden = printHoisted(printer, layout, latent, frames, 'wo');
  const { network, offset } = layout.sampler;
  const x = [...latent, ...packBlocks(printer, scalarsOf('wo'))];
  const raw = toF32(printer, network.printForward(printer, offset, [x]).outputs[0]);
  const assign = (fields: readonly string[], names: Blocks) =>
    fields.forEach((field, i) => printer.line(`state.${field} = ${names[i]};`));
  assign(frameFields, frames);
  assign(hiddenFields, hidden);
  const density = samplerDensities.indexOf(layout.spec.sampler.density ?? 'full');
  printer.line(`let kept = restricted_raw(${density}u, RawHead(${raw.join(', ')}));`);
  printer.line('state.head = sampler_head(kept.raw_0, kept.raw_1, kept.raw_2);');
  printer.line(`let albedo = albedo_head(${raw[2]});`);
  printer.line('state.kept = 1.0 / energy_guard(albedo);');
  printer.line('state.albedo = state.kept * albedo;');
  if (coat) {
    printer.line(`state.coat = coat_prepare(${stored.coat}, wo, state.albedo);`);
    printer.line('state.albedo += state.coat.albedo;');
  }
  return `
fn prepare(point: SurfacePoint, wo: vec3f, u: vec3f) -> State {
  var state = State();
  state.wo = wo;
  state.member = point.member;
  if (wo.z <= 0.0) {
    return state;
  }
  let member = point.member;
${stored.locals}  let latent = fetch_latent(member, point.uv, point.footprint, u);
${printer.text}  return state;
}
`;
}

/** `decode_1(state, wi)` or `decode_2(state, wi_0, wi_1)`: f·|cos| of each direction, whatever its sign, after the energy guard. */
function printDecode(
  printer: WgslPrinter,
  layout: NeuralLayout,
  stored: ProgramStorage,
  frameFields: readonly string[],
  hiddenFields: readonly string[],
  directions: readonly string[],
): string {
  const hidden = hiddenFields.map((field) => `state.${field}`);
  const frames = frameFields.map((field) => `state.${field}`);
  const values = printDecoder(printer, layout, hidden, frames, directions);
  const count = directions.length;
  return `
fn decode_${count}(state: State, ${directions.map((name) => `${name}: vec3f`).join(', ')}) -> array<vec3f, ${count}> {
${stored.locals && `  let member = state.member;\n${stored.locals}`}${printer.text}  return array(${values.map((value) => `state.kept * ${value}.xyz`).join(', ')});
}
`;
}
