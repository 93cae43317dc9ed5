import { normalize } from '../../src/math/vec3.ts';
import { ClosureGraph, type Given } from './closureGraph.ts';
import type { PortType } from '../../src/materials/layered/flatGraph.ts';

type Inputs = Record<string, readonly [PortType, Given]>;

const dielectric = (graph: ClosureGraph, name: string, ior: number, alpha: number, more: Inputs = {}): ClosureGraph =>
  graph.add(name, 'dielectric_bsdf', {
    weight: ['float', 1],
    tint: ['color3', [1, 1, 1]],
    ior: ['float', ior],
    roughness: ['vector2', [alpha, alpha]],
    ...more,
  });

const clay = (graph: ClosureGraph, color: readonly number[], more: Inputs = {}): ClosureGraph =>
  graph.add('base', 'oren_nayar_diffuse_bsdf', {
    weight: ['float', 1],
    color: ['color3', color],
    roughness: ['float', 0],
    ...more,
  });

const metal = (graph: ClosureGraph, name: string, alpha: readonly number[], more: Inputs = {}): ClosureGraph =>
  graph.add(name, 'conductor_bsdf', {
    weight: ['float', 1],
    ior: ['color3', [0.2, 0.9, 1.1]],
    extinction: ['color3', [3.9, 2.4, 2.1]],
    roughness: ['vector2', alpha],
    ...more,
  });

const over = (graph: ClosureGraph, name: string, top: string, base: string): ClosureGraph =>
  graph.add(name, 'layer', { top: ['BSDF', `@${top}`], base: ['BSDF', `@${base}`] });

/** A Lambertian base under a dielectric of index 1.5; the closure is `all`. */
export const slab = (alpha: number, color: readonly number[] = [0.8, 0.5, 0.2]): ClosureGraph =>
  over(clay(dielectric(new ClosureGraph(), 'coat', 1.5, alpha), color), 'all', 'coat', 'base');

/** Stacks that together use every kind of boundary; the closure is `all`. */
export const transportStacks: readonly (readonly [name: string, graph: ClosureGraph])[] = [
  ['a slab', slab(0.3)],
  ['a rough slab', slab(0.7)],
  ['a nearly smooth slab', slab(0.02)],
  ['bare metal', metal(new ClosureGraph(), 'all', [0.3, 0.6])],
  ['three boundaries with their own normals', threeNormals()],
  ['metal under cloth under glass', metalUnderCloth()],
  ['a film between glass and areas of clay and metal', filmOverAreas()],
  ['a soap film on glass over oxidised metal', soap()],
  ['iridescent varnish over clay', varnish()],
  ['velvet over compensated clay', velvet()],
  ['glass over areas by weight', areasByWeight()],
  ['amber lacquer over metal', amber()],
  ['a cloudy lacquer over clay', cloudy()],
  ['lacquer over chalk', over(chalk(), 'all', 'coat', 'base')],
  ['lacquer over wax', over(wax(), 'all', 'coat', 'base')],
];

function chalk(): ClosureGraph {
  return dielectric(new ClosureGraph(), 'coat', 1.5, 0.2).add('base', 'burley_diffuse_bsdf', {
    weight: ['float', 1],
    color: ['color3', [0.8, 0.7, 0.5]],
    roughness: ['float', 0.7],
  });
}

function wax(): ClosureGraph {
  return dielectric(new ClosureGraph(), 'coat', 1.4, 0.3).add('base', 'subsurface_bsdf', {
    weight: ['float', 0.9],
    color: ['color3', [0.9, 0.8, 0.6]],
  });
}

function threeNormals(): ClosureGraph {
  const coat = dielectric(new ClosureGraph(), 'coat', 1.4, 0.2);
  const inner = dielectric(coat, 'inner', 1.9, 0.4, { normal: ['vector3', normalize([0.3, 0.1, 1])] });
  const all = clay(inner, [0.9, 0.6, 0.3], { normal: ['vector3', normalize([-0.2, 0.2, 1])] });
  return over(over(all, 'lower', 'inner', 'base'), 'all', 'coat', 'lower');
}

function soap(): ClosureGraph {
  const film = (thickness: number, ior: number): Inputs => ({
    thinfilm_thickness: ['float', thickness],
    thinfilm_ior: ['float', ior],
  });
  const coat = dielectric(new ClosureGraph(), 'coat', 1.5, 0.3, film(400, 1.33));
  return over(metal(coat, 'base', [0.4, 0.2], film(250, 2)), 'all', 'coat', 'base');
}

function varnish(): ClosureGraph {
  const coat = clay(new ClosureGraph(), [0.7, 0.5, 0.3]).add('coat', 'generalized_schlick_bsdf', {
    weight: ['float', 0.9],
    color0: ['color3', [0.1, 0.15, 0.2]],
    color82: ['color3', [1, 1, 1]],
    color90: ['color3', [1, 1, 1]],
    exponent: ['float', 5],
    roughness: ['vector2', [0.3, 0.3]],
    thinfilm_thickness: ['float', 400],
    thinfilm_ior: ['float', 1.4],
  });
  return over(coat, 'all', 'coat', 'base');
}

function metalUnderCloth(): ClosureGraph {
  const coat = dielectric(new ClosureGraph(), 'coat', 1.5, 0.25);
  const cloth = coat.add('cloth', 'sheen_bsdf', {
    weight: ['float', 0.7],
    color: ['color3', [0.9, 0.8, 0.7]],
    roughness: ['float', 0.5],
  });
  const all = metal(cloth, 'base', [0.3, 0.15], { normal: ['vector3', normalize([0.1, -0.2, 1])] });
  return over(over(all, 'lower', 'cloth', 'base'), 'all', 'coat', 'lower');
}

function filmOverAreas(): ClosureGraph {
  const coat = dielectric(new ClosureGraph(), 'coat', 1.33, 0.15, { weight: ['float', 0.6] });
  const film = coat.add('film', 'generalized_schlick_bsdf', {
    weight: ['float', 0.8],
    color0: ['color3', [0.3, 0.2, 0.1]],
    color82: ['color3', [1, 0.9, 0.8]],
    color90: ['color3', [1, 1, 1]],
    exponent: ['float', 5],
    roughness: ['vector2', [0.3, 0.3]],
  });
  const areas = metal(clay(film, [0.7, 0.5, 0.3]), 'metal', [0.3, 0.3], { weight: ['float', 0.9] })
    .add('mixed', 'mix', { fg: ['BSDF', '@metal'], bg: ['BSDF', '@base'], mix: ['float', 0.4] })
    .add('tinted', 'multiply', { in1: ['BSDF', '@mixed'], in2: ['color3', [0.9, 0.8, 0.6]] });
  return over(over(areas, 'lower', 'film', 'tinted'), 'all', 'coat', 'lower');
}

function areasByWeight(): ClosureGraph {
  const coat = dielectric(new ClosureGraph(), 'coat', 1.5, 0.2);
  const areas = metal(clay(coat, [0.7, 0.5, 0.3]), 'metal', [0.3, 0.3], { weight: ['float', 0.3] })
    .add('rest', 'multiply', { in1: ['BSDF', '@base'], in2: ['float', 0.6] })
    .add('areas', 'add', { in1: ['BSDF', '@metal'], in2: ['BSDF', '@rest'] });
  return over(areas, 'all', 'coat', 'areas');
}

/** Absorbs alone. */
function amber(): ClosureGraph {
  const coat = dielectric(new ClosureGraph(), 'coat', 1.5, 0.1).add('amber', 'absorption_vdf', {
    absorption: ['vector3', [0.2, 0.5, 1.1]],
  });
  return over(over(metal(coat, 'base', [0.25, 0.25]), 'lower', 'amber', 'base'), 'all', 'coat', 'lower');
}

/** Absorbs and scatters, forward. */
function cloudy(): ClosureGraph {
  const coat = dielectric(new ClosureGraph(), 'coat', 1.5, 0.2).add('cloud', 'anisotropic_vdf', {
    absorption: ['vector3', [0.1, 0.3, 0.6]],
    scattering: ['vector3', [0.5, 0.4, 0.2]],
    anisotropy: ['float', 0.4],
  });
  return over(over(clay(coat, [0.8, 0.7, 0.6]), 'lower', 'cloud', 'base'), 'all', 'coat', 'lower');
}

function velvet(): ClosureGraph {
  const fibres = new ClosureGraph().add('fibres', 'sheen_bsdf', {
    weight: ['float', 0.8],
    color: ['color3', [0.9, 0.5, 0.7]],
    roughness: ['float', 0.4],
    mode: ['string', 'zeltner'],
  });
  const rough = dielectric(fibres, 'coat', 1.5, 0.5).add('base', 'oren_nayar_diffuse_bsdf', {
    weight: ['float', 0.9],
    color: ['color3', [0.6, 0.2, 0.3]],
    roughness: ['float', 0.5],
    energy_compensation: ['boolean', true],
  });
  return over(over(rough, 'lower', 'coat', 'base'), 'all', 'fibres', 'lower');
}
