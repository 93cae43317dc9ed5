import type { Page } from 'playwright';
import { materialXFiles } from '../../../src/cli/nodeMaterialX.ts';
import { drawEssl } from '../../../bench/reference/esslPage.ts';
import { IDENTITY } from '../../../bench/reference/esslSurface.ts';
import type { TestPoint } from './patternKernel.ts';

interface Shader {
  getSourceCode(stage: 'vertex' | 'pixel'): string;
}
interface GeneratorModule {
  createDocument(): EsslDocument;
  readFromXmlString(document: EsslDocument, xml: string): Promise<void>;
  loadStandardLibraries(context: GenContext): EsslDocument;
  EsslShaderGenerator: { create(): { generate(name: string, element: object, context: GenContext): Shader } };
  GenContext: new (generator: object) => GenContext;
  ShaderInterfaceType: { SHADER_INTERFACE_REDUCED: unknown };
}
interface GenContext {
  getOptions(): { shaderInterfaceType: unknown };
}
interface EsslDocument {
  importLibrary(library: EsslDocument): void;
  getNode(name: string): object;
}

/** MaterialX's own generated GLSL, run in a page: the oracle for what a pattern means. */
export class EsslOracle {
  readonly #module: GeneratorModule;
  readonly #page: Page;
  readonly #library: EsslDocument;

  static async open(page: Page): Promise<EsslOracle> {
    const { factory, wasm, data } = await materialXFiles();
    const module = await factory({ wasmBinary: wasm, getPreloadedPackage: () => data, locateFile: (name) => name });
    await page.setContent('<!doctype html><canvas></canvas>');
    return new EsslOracle(module as GeneratorModule, page);
  }

  private constructor(module: GeneratorModule, page: Page) {
    this.#module = module;
    this.#page = page;
    this.#library = module.loadStandardLibraries(new module.GenContext(module.EsslShaderGenerator.create()));
  }

  /** RGB of the surface material `element` at points; its shader must be unlit, its files none. */
  async run(xml: string, element: string, points: TestPoint[]): Promise<number[][]> {
    const module = this.#module;
    const generator = module.EsslShaderGenerator.create();
    const context = new module.GenContext(generator);
    module.loadStandardLibraries(context);
    // Inputs as constants instead of uniforms.
    context.getOptions().shaderInterfaceType = module.ShaderInterfaceType.SHADER_INTERFACE_REDUCED;
    const document = module.createDocument();
    document.importLibrary(this.#library);
    await module.readFromXmlString(document, xml);
    const shader = generator.generate('oracle', document.getNode(element), context);
    const precise = (text: string): string =>
      text.replace('precision mediump float;', 'precision highp float; precision highp int;');
    // Each point is drawn as one pixel; its own position goes to the pattern only.
    const vertex = precise(shader.getSourceCode('vertex'))
      .replace('void main()', 'in vec2 pixel;\nvoid main()')
      .replace(/\}\s*$/, 'gl_Position = vec4(pixel, 0.0, 1.0); gl_PointSize = 1.0; }');
    const each = (values: readonly number[]): number[] => points.flatMap(() => values);
    const [[pixels]] = await this.#page.evaluate(drawEssl, {
      vertex,
      pixel: precise(shader.getSourceCode('pixel')),
      primitive: 'points' as const,
      attributes: {
        pixel: points.flatMap((_, i) => [((i + 0.5) / points.length) * 2 - 1, 0]),
        i_position: points.flatMap(({ position }) => position),
        // MaterialX's v runs up.
        i_texcoord_0: points.flatMap(({ uv }) => [uv[0], 1 - uv[1]]),
        i_normal: each([0, 0, 1]),
        i_tangent: each([1, 0, 0]),
        i_bitangent: each([0, 1, 0]),
      },
      indices: points.map((_, i) => i),
      uniforms: { u_worldMatrix: IDENTITY, u_viewProjectionMatrix: IDENTITY, u_worldInverseTransposeMatrix: IDENTITY },
      textures: [],
      draws: [{}],
      outputs: 1,
      width: points.length,
      height: 1,
      stride: 1,
    });
    return points.map((_, i) => pixels.slice(4 * i, 4 * i + 3));
  }
}
