/** An analytic material of eight numbers a texel, with where a fit begins and how far each may go. */
export interface AnalyticModel {
  readonly name: 'gltf' | 'analytic8';
  /** What the eight channels are; one without room (equal bounds) is not used. */
  readonly channels: readonly { name: string; initial: number; lower: number; upper: number }[];
  /** `fn(a: vec4f, b: vec4f, wo: vec3f, wi: vec3f) -> vec3f` of shaders/bsdf/analyticBlocks.wgsl. */
  readonly valueFunction: string;
  /** The same, up to `wi`: a MetallicRoughnessState. */
  readonly stateFunction: string;
}

// Below .05 (α = .0025) a lobe is narrower than the fit's directions can find; normals lean at most 50°.
const roughness = { name: 'roughness', initial: 0.5, lower: 0.05, upper: 1 };
const slope = (name: string) => ({ name, initial: 0, lower: -0.766, upper: 0.766 });
const unit = (name: string, initial: number) => ({ name, initial, lower: 0, upper: 1 });

/** glTF's metallic-roughness block: what a file carries for viewers that know nothing else. */
export const gltfModel: AnalyticModel = {
  name: 'gltf',
  channels: [
    unit('base red', 0.5),
    unit('base green', 0.5),
    unit('base blue', 0.5),
    unit('metallic', 0.3),
    roughness,
    slope('normal x'),
    slope('normal y'),
    { name: 'none', initial: 0, lower: 0, upper: 0 },
  ],
  valueFunction: 'gltf_block_value',
  stateFunction: 'gltf_block_state',
};

/**
 * Eight free channels, as many as latents have: diffuse, specular, roughness, normal. It holds glTF's block as a special
 * case, so a network that beats it beats what a parameter texture can do.
 */
export const analytic8Model: AnalyticModel = {
  name: 'analytic8',
  channels: [...gltfModel.channels.slice(0, 7), unit('specular', 0.04)],
  valueFunction: 'analytic8_value',
  stateFunction: 'analytic8_state',
};

/** The generated module `fit_model` of the fit's kernel. */
export function printFitModel(model: AnalyticModel): string {
  const constant = (name: string, key: 'initial' | 'lower' | 'upper'): string =>
    ['A', 'B']
      .map((half, i) => {
        const values = model.channels.slice(4 * i, 4 * i + 4).map((channel) => channel[key].toFixed(4));
        return `const ${name}_${half} = vec4f(${values.join(', ')});`;
      })
      .join('\n');
  return `import package::bsdf::analyticBlocks::${model.valueFunction};
${constant('INITIAL', 'initial')}
${constant('LOWER', 'lower')}
${constant('UPPER', 'upper')}
fn model_value(a: vec4f, b: vec4f, wo: vec3f, wi: vec3f) -> vec3f {
  return ${model.valueFunction}(a, b, wo, wi);
}
`;
}
