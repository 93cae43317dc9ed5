import { SphereGeometry, type BufferGeometry } from 'three';
import type { Page } from 'playwright';
import { shaderBallGeometry } from '../../src/scene/demoObjects.ts';
import { materialXFiles } from '../../src/cli/nodeMaterialX.ts';
import type { LoadedImage } from '../../src/materials/layered/patternImages.ts';
import { drawEssl, type EsslDrawing, type EsslTexture } from './esslPage.ts';

type Vec3 = readonly [number, number, number];

interface ShaderPort {
  getVariable(): string;
  getType(): { getName(): string };
  getValue(): { getValueString(): string } | null;
}
interface Shader {
  getSourceCode(stage: 'vertex' | 'pixel'): string;
  getStage(stage: 'pixel'): {
    getUniformBlocks(): Record<string, { size(): number; get(index: number): ShaderPort }>;
  };
}
interface SurfaceModule {
  createDocument(): SurfaceDocument;
  readFromXmlString(document: SurfaceDocument, xml: string): Promise<void>;
  loadStandardLibraries(context: object): SurfaceDocument;
  EsslShaderGenerator: { create(): { generate(name: string, element: object, context: object): Shader } };
  GenContext: new (generator: object) => { getOptions(): Record<string, unknown> };
  ShaderInterfaceType: { SHADER_INTERFACE_REDUCED: unknown };
  HwSpecularEnvironmentMethod: { SPECULAR_ENVIRONMENT_NONE: unknown };
  HwShaderGenerator: { bindLightShader(nodeDef: object, id: number, context: object): void };
}
interface SurfaceDocument {
  importLibrary(library: SurfaceDocument): void;
  getNode(name: string): { getNodeDef(): object };
  getMaterialNodes(): object[];
}

/** What a pixel of the object shows. Directions and position in object space, which is the world's. */
export interface SurfacePixel {
  readonly position: Vec3;
  readonly normal: Vec3;
  readonly tangent: Vec3;
  /** v runs down, as in `SurfacePoint`. */
  readonly uv: readonly [number, number];
  /** Radiance by light, under irradiance 1 across each. */
  readonly radiance: readonly Vec3[];
}

/** On the axis of the view; objects fill the unit sphere. */
export const EYE: Vec3 = [0, 0, 4];
const SUN = `<?xml version="1.0"?><materialx version="1.39"><directional_light name="the_sun" type="lightshader"/></materialx>`;

const GEOMETRY_PIXEL = `#version 300 es
precision highp float;
in vec3 normalWorld; in vec3 tangentWorld; in vec2 texcoord_0; in vec3 positionWorld;
layout(location = 0) out vec4 a; layout(location = 1) out vec4 b; layout(location = 2) out vec4 c; layout(location = 3) out vec4 d;
void main() { a = vec4(positionWorld, 1.0); b = vec4(normalize(normalWorld), 1.0); c = vec4(normalize(tangentWorld), 1.0); d = vec4(texcoord_0, 0.0, 1.0); }`;
const GEOMETRY_VERTEX = `#version 300 es
uniform mat4 u_viewProjectionMatrix;
in vec3 i_position; in vec3 i_normal; in vec3 i_tangent; in vec2 i_texcoord_0;
out vec3 normalWorld; out vec3 tangentWorld; out vec2 texcoord_0; out vec3 positionWorld;
void main() { normalWorld = i_normal; tangentWorld = i_tangent; texcoord_0 = i_texcoord_0; positionWorld = i_position; gl_Position = u_viewProjectionMatrix * vec4(i_position, 1.0); }`;

/** MaterialX's own shader for a whole surface, drawn on an object in WebGL2: the oracle for what a document looks like. */
export class EsslSurface {
  readonly #module: SurfaceModule;
  readonly #page: Page;

  static async open(page: Page): Promise<EsslSurface> {
    const { factory, wasm, data } = await materialXFiles();
    const module = await factory({ wasmBinary: wasm, getPreloadedPackage: () => data, locateFile: (name) => name });
    await page.setContent('<!doctype html><canvas></canvas>');
    return new EsslSurface(module as SurfaceModule, page);
  }

  private constructor(module: SurfaceModule, page: Page) {
    this.#module = module;
    this.#page = page;
  }

  /**
   * The document's material seen from `EYE`, once under each directional light.
   * @param object  within the unit sphere about the origin
   * @param images  those that its image nodes name, by the end of their paths
   * @param lights  unit vectors towards each
   * @param size  of the image, of which every `stride`-th pixel of every `stride`-th row comes back
   */
  async render(
    xml: string,
    object: EsslObject,
    images: readonly LoadedImage[],
    lights: readonly Vec3[],
    { size, stride }: { readonly size: number; readonly stride: number },
  ): Promise<SurfacePixel[]> {
    const { vertex, pixel, samplers } = await this.#generate(xml);
    const shared = {
      ...esslObjects[object](),
      primitive: 'triangles' as const,
      width: size,
      height: size,
      stride,
      uniforms: {
        u_worldMatrix: IDENTITY,
        u_worldInverseTransposeMatrix: IDENTITY,
        u_viewProjectionMatrix: projection(),
        u_viewPosition: EYE,
        u_numActiveLightSources: 1,
        'u_lightData[0].type': 1,
        'u_lightData[0].color': [1, 1, 1],
        'u_lightData[0].intensity': 1,
      },
    };
    const draw = (drawing: EsslDrawing): Promise<number[][][]> => this.#page.evaluate(drawEssl, drawing);
    const [geometry] = await draw({
      ...shared,
      vertex: GEOMETRY_VERTEX,
      pixel: GEOMETRY_PIXEL,
      textures: [],
      draws: [{}],
      outputs: 4,
    });
    const shaded = await draw({
      ...shared,
      vertex,
      pixel,
      textures: samplers.map(({ name, file }) => textureOf(name, file, images)),
      draws: lights.map((to) => ({ 'u_lightData[0].direction': to.map((x) => -x) })),
      outputs: 1,
    });
    const at = (list: readonly number[], i: number): Vec3 => [list[4 * i], list[4 * i + 1], list[4 * i + 2]];
    const covered = Array.from({ length: geometry[0].length / 4 }, (_, i) => i).filter(
      (i) => geometry[0][4 * i + 3] > 0,
    );
    return covered.map((i) => {
      const [u, v] = at(geometry[3], i);
      return {
        position: at(geometry[0], i),
        normal: at(geometry[1], i),
        tangent: at(geometry[2], i),
        uv: [u, 1 - v],
        radiance: shaded.map(([image]) => at(image, i)),
      };
    });
  }

  async #generate(xml: string) {
    const module = this.#module;
    const generator = module.EsslShaderGenerator.create();
    const context = new module.GenContext(generator);
    const document = module.createDocument();
    document.importLibrary(module.loadStandardLibraries(context));
    const options = context.getOptions();
    options['shaderInterfaceType'] = module.ShaderInterfaceType.SHADER_INTERFACE_REDUCED;
    options['hwSpecularEnvironmentMethod'] = module.HwSpecularEnvironmentMethod.SPECULAR_ENVIRONMENT_NONE;
    options['hwMaxActiveLightSources'] = 1;
    await module.readFromXmlString(document, SUN);
    module.HwShaderGenerator.bindLightShader(document.getNode('the_sun').getNodeDef(), 1, context);
    await module.readFromXmlString(document, xml);
    const shader = generator.generate('oracle', document.getMaterialNodes()[0], context);
    const ports = Object.values(shader.getStage('pixel').getUniformBlocks()).flatMap((block) =>
      Array.from({ length: block.size() }, (_, i) => block.get(i)),
    );
    const samplers = ports
      .filter((port) => port.getType().getName() === 'filename')
      .map((port) => ({ name: port.getVariable(), file: port.getValue()?.getValueString() ?? '' }));
    const precise = (text: string): string =>
      text.replace('precision mediump float;', 'precision highp float; precision highp int;');
    return {
      vertex: precise(shader.getSourceCode('vertex')),
      // Ports of closure types are left over by the generator; WebGL takes no uniform of such a type.
      pixel: precise(shader.getSourceCode('pixel'))
        .replace(/^uniform (surfaceshader|displacementshader) .*$/gm, '')
        // SwiftShader's atan(-0, x) is π for a positive x: a film on a dielectric would be dark where it is bright.
        .replace('(2.0*k2*U - (vec3(1.0)-k2*k2) * V)', '(2.0*k2*U - (vec3(1.0)-k2*k2) * V + 1e-20)')
        // Left undeclared where there is no environment.
        .replace(/\bu_refractionTwoSided\b/g, 'false'),
      samplers,
    };
  }
}

export const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** Orthographic, so that every pixel is one place; the views differ by place all the same. */
function projection(): number[] {
  const scale = 1 / 1.05;
  return [scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, -scale, 0, 0, 0, 0, 1];
}

function textureOf(name: string, file: string, images: readonly LoadedImage[]): EsslTexture {
  const stem = file.split('/').at(-1);
  const found = images.find((image) => image.file.split('/').at(-1) === stem);
  if (!found) throw new Error(`the oracle's shader asks for ${file}, which is not among the document's images`);
  const { width, height, data } = found.image;
  // MaterialX decodes colours itself, after filtering.
  return {
    name,
    width,
    height,
    bytes: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
    srgb: false,
  };
}

type Triangles = Pick<EsslDrawing, 'attributes' | 'indices'>;

/** What a document is drawn on: v runs up, as MaterialX has it. */
const esslObjects = { sphere: sphereTriangles, shaderBall: ballTriangles } as const;

export type EsslObject = keyof typeof esslObjects;

function sphereTriangles(): Triangles {
  // East: along u.
  return trianglesOf(new SphereGeometry(1, 256, 128), (_, [u]) => {
    const turn = 2 * Math.PI * u;
    return [Math.sin(turn), 0, Math.cos(turn)];
  });
}

function ballTriangles(): Triangles {
  const ball = shaderBallGeometry();
  const uv = ball.getAttribute('uv');
  for (let i = 0; i < uv.count; i++) uv.setY(i, -uv.getY(i));
  ball.translate(0, -1, 0);
  return trianglesOf(ball, ([x, , z]) => {
    const radius = Math.hypot(x, z);
    return radius > 0 ? [z / radius, 0, -x / radius] : [1, 0, 0];
  });
}

function trianglesOf(
  { attributes, index }: BufferGeometry,
  tangentAt: (position: readonly number[], uv: readonly number[]) => readonly number[],
): Triangles {
  const [position, normal, uv] = ['position', 'normal', 'uv'].map((name) => Array.from(attributes[name].array));
  const tangent = Array.from({ length: uv.length / 2 }, (_, i) =>
    tangentAt(position.slice(3 * i, 3 * i + 3), uv.slice(2 * i, 2 * i + 2)),
  ).flat();
  return {
    attributes: { i_position: position, i_normal: normal, i_tangent: tangent, i_texcoord_0: uv },
    indices: Array.from(index!.array),
  };
}
