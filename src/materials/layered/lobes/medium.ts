import type { PortType } from '../flatGraph.ts';
import type { LobeKind } from './lobeKind.ts';

/** A volume stands in a stack like a lobe that neither reflects nor blocks: what it does, only a walk through the layers tells. */
function medium(name: string, inputs: Readonly<Record<string, PortType>>): LobeKind {
  const none = (): never => {
    throw new Error(`${name} has no closure of its own`);
  };
  return {
    name,
    struct: '',
    imports: [],
    inputs,
    sampling: 'cosine',
    opaque: false,
    needsTransport: true,
    evaluate: none,
    printPrepare: none,
    printEvaluate: none,
    printAlbedo: none,
  };
}

/** MaterialX absorption_vdf. */
export const absorptionVdf = medium('absorption_vdf', { absorption: 'vector3' });

/** MaterialX anisotropic_vdf: Henyey and Greenstein's phase function. */
export const anisotropicVdf = medium('anisotropic_vdf', {
  absorption: 'vector3',
  scattering: 'vector3',
  anisotropy: 'float',
});
