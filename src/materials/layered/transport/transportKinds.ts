/** How a lobe is a boundary of a walk: what of its inputs goes where in `Boundary` (shaders/bsdf/boundary.wgsl), and its text. */
export interface TransportKind {
  /** Constant of shaders/bsdf/boundary.wgsl. */
  readonly constant: string;
  /** Inputs for the fields of that name; those not given are 0. */
  readonly ior?: string;
  readonly colours: readonly string[];
  readonly parameter?: string;
  /** Where no input gives the parameter; default 1. */
  readonly without?: string;
  readonly microfacets: boolean;
  /** Of a lobe with a thin film. */
  readonly film?: true;
  /** Modules and names its text uses. */
  readonly imports: readonly string[];
  /** WGSL over `boundary` and `cosine`: what microfacets reflect, tint and weight included. */
  readonly reflectance?: string;
  /** WGSL over `boundary` and `g` (LobeGeometry): f·|cos|. */
  readonly response?: string;
  /** WGSL over `boundary` and `a`, local: vec3f share that goes straight on. */
  readonly passes?: string;
}

const diffuse = (constant: string, module: string, struct: string, stem: string, prepared: string): TransportKind => ({
  constant,
  colours: ['color'],
  parameter: 'roughness',
  microfacets: false,
  imports: [`${module}::${struct}`, `${module}::${stem}_prepare`, `${module}::${stem}_evaluate`],
  response: `${stem}_evaluate(${stem}_prepare(boundary.weight, boundary.first, boundary.parameter${prepared}), g).response`,
});

const dielectric: TransportKind = {
  constant: 'BOUNDARY_DIELECTRIC',
  ior: 'ior',
  colours: [],
  microfacets: true,
  imports: [],
};

const conductor: TransportKind = {
  constant: 'BOUNDARY_CONDUCTOR',
  colours: ['ior', 'extinction'],
  microfacets: true,
  imports: ['package::bsdf::fresnel::fresnel_conductor'],
  // `parameter`: the index of the medium above.
  reflectance:
    'boundary.weight * fresnel_conductor(cosine, boundary.first / boundary.parameter, boundary.second / boundary.parameter)',
};

const CURVE = 'schlick_curve(boundary.first, boundary.second, boundary.third, boundary.parameter)';

const schlick: TransportKind = {
  constant: 'BOUNDARY_SCHLICK',
  colours: ['color0', 'color82', 'color90'],
  parameter: 'exponent',
  microfacets: true,
  imports: [
    'package::bsdf::fresnel::fresnel_schlick',
    'package::bsdf::fresnel::schlick_curve',
    'package::bsdf::ggx::ggx_albedo_fit',
  ],
  reflectance: `fresnel_schlick(cosine, ${CURVE})`,
  passes:
    'clamp(vec3f(1.0) - mat2x3f(boundary.first, boundary.third) * ggx_albedo_fit(a.z, sqrt(boundary.alpha.x * boundary.alpha.y)), vec3f(0.0), vec3f(1.0))',
};

const FILM = 'Film(boundary.film.x, max(boundary.film.y, 1.0))';
const filmImports = (module: string, name: string): string[] => [
  'package::bsdf::thinFilm::Film',
  `package::bsdf::${module}::${name}`,
];

/** By the names of lobe kinds. */
export const transportKinds: Readonly<Record<string, TransportKind>> = {
  dielectric_bsdf: dielectric,
  'dielectric_bsdf (thin film)': {
    ...dielectric,
    film: true,
    imports: filmImports('filmedDielectric', 'filmed_dielectric_fresnel'),
  },
  absorption_vdf: {
    constant: 'BOUNDARY_MEDIUM',
    colours: ['absorption'],
    without: '0.0',
    microfacets: false,
    imports: [],
  },
  anisotropic_vdf: {
    constant: 'BOUNDARY_MEDIUM',
    colours: ['absorption', 'scattering'],
    parameter: 'anisotropy',
    without: '0.0',
    microfacets: false,
    imports: [],
  },
  conductor_bsdf: conductor,
  'conductor_bsdf (thin film)': {
    ...conductor,
    film: true,
    imports: filmImports('filmedConductor', 'filmed_conductor_fresnel'),
    reflectance: `boundary.weight * filmed_conductor_fresnel(boundary.first / boundary.parameter, boundary.second / boundary.parameter, ${FILM}, cosine)`,
  },
  generalized_schlick_bsdf: schlick,
  'generalized_schlick_bsdf (thin film)': {
    ...schlick,
    film: true,
    imports: [...schlick.imports.slice(1), ...filmImports('filmedSchlick', 'filmed_schlick_fresnel')],
    reflectance: `filmed_schlick_fresnel(${CURVE}, ${FILM}, 0.0, cosine)`,
  },
  sheen_bsdf: {
    ...diffuse('BOUNDARY_SHEEN', 'package::bsdf::sheen', 'Sheen', 'sheen', ', g.wo.z'),
    imports: ['Sheen', 'sheen_prepare', 'sheen_evaluate', 'sheen_fit'].map((name) => `package::bsdf::sheen::${name}`),
    response: 'sheen_evaluate(sheen_prepare(1.0, boundary.first, boundary.parameter, g.wo.z), g).response',
    passes: 'vec3f(max(1.0 - sheen_fit(a.z, boundary.parameter), 0.0))',
  },
  'sheen_bsdf (zeltner)': {
    constant: 'BOUNDARY_ZELTNER_SHEEN',
    colours: ['color'],
    parameter: 'roughness',
    microfacets: false,
    imports: ['ZeltnerSheen', 'zeltner_sheen_prepare', 'zeltner_sheen_response'].map(
      (name) => `package::bsdf::zeltnerSheen::${name}`,
    ),
    response: 'zeltner_sheen_response(zeltner_sheen_prepare(1.0, boundary.first, boundary.parameter, g.wo), g.wi)',
    passes: 'vec3f(zeltner_sheen_prepare(1.0, boundary.first, boundary.parameter, a).throughput)',
  },
  oren_nayar_diffuse_bsdf: diffuse('BOUNDARY_OREN_NAYAR', 'package::bsdf::orenNayar', 'OrenNayar', 'oren_nayar', ''),
  subsurface_bsdf: {
    ...diffuse('BOUNDARY_OREN_NAYAR', 'package::bsdf::orenNayar', 'OrenNayar', 'oren_nayar', ''),
    parameter: undefined,
    without: '0.0',
  },
  'oren_nayar_diffuse_bsdf (compensated)': diffuse(
    'BOUNDARY_OREN_NAYAR_COMPENSATED',
    'package::bsdf::orenNayarCompensated',
    'OrenNayarCompensated',
    'oren_nayar_compensated',
    ', g.wo.z',
  ),
  burley_diffuse_bsdf: diffuse('BOUNDARY_BURLEY', 'package::bsdf::burley', 'Burley', 'burley', ', g.wo.z'),
};
