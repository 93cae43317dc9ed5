import type { Page } from 'playwright';
import { materialXFiles } from '../../../src/cli/nodeMaterialX.ts';
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
    return this.#page.evaluate(draw, { vertex, pixel: precise(shader.getSourceCode('pixel')), points });
  }
}

/** Runs in the page. */
function draw({ vertex, pixel, points }: { vertex: string; pixel: string; points: TestPoint[] }): number[][] {
  const canvas = document.querySelector('canvas')!;
  const gl = canvas.getContext('webgl2')!;
  if (!gl.getExtension('EXT_color_buffer_float')) throw new Error('no float targets');
  const program = gl.createProgram();
  for (const [type, text] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, pixel],
  ] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? 'compile');
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'link');
  gl.useProgram(program);
  const target = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, target);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, points.length, 1);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, target, 0);
  gl.viewport(0, 0, points.length, 1);
  const attribute = (name: string, values: number[][]): void => {
    const location = gl.getAttribLocation(program, name);
    if (location < 0) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(values.flat()), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, values[0]!.length, gl.FLOAT, false, 0, 0);
  };
  attribute(
    'pixel',
    points.map((_, i) => [((i + 0.5) / points.length) * 2 - 1, 0]),
  );
  attribute(
    'i_position',
    points.map(({ position }) => position),
  );
  // MaterialX's v runs up.
  attribute(
    'i_texcoord_0',
    points.map(({ uv }) => [uv[0], 1 - uv[1]]),
  );
  attribute(
    'i_normal',
    points.map(() => [0, 0, 1]),
  );
  attribute(
    'i_tangent',
    points.map(() => [1, 0, 0]),
  );
  attribute(
    'i_bitangent',
    points.map(() => [0, 1, 0]),
  );
  const identity = new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  for (const name of ['u_worldMatrix', 'u_viewProjectionMatrix', 'u_worldInverseTransposeMatrix']) {
    gl.uniformMatrix4fv(gl.getUniformLocation(program, name), false, identity);
  }
  gl.drawArrays(gl.POINTS, 0, points.length);
  const pixels = new Float32Array(points.length * 4);
  gl.readPixels(0, 0, points.length, 1, gl.RGBA, gl.FLOAT, pixels);
  const error = gl.getError();
  if (error) throw new Error(`WebGL error ${error}`);
  gl.deleteTexture(target);
  gl.deleteProgram(program);
  return points.map((_, i) => Array.from(pixels.subarray(4 * i, 4 * i + 3)));
}
