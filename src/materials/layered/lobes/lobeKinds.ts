import type { FlatNode } from '../flatGraph.ts';
import { burley } from './burley.ts';
import {
  filmedDielectricBoth,
  filmedDielectricTransmission,
  schlickBoth,
  schlickTransmission,
} from './colouredTransmission.ts';
import { conductor } from './conductor.ts';
import { dielectric } from './dielectric.ts';
import { dielectricBoth, dielectricTransmission } from './dielectricTransmission.ts';
import { filmedConductor } from './filmedConductor.ts';
import { filmedDielectric } from './filmedDielectric.ts';
import { filmedSchlick } from './filmedSchlick.ts';
import { generalizedSchlick } from './generalizedSchlick.ts';
import { lobeText, type LobeKind } from './lobeKind.ts';
import { absorptionVdf, anisotropicVdf } from './medium.ts';
import { orenNayar } from './orenNayar.ts';
import { orenNayarCompensated } from './orenNayarCompensated.ts';
import { sheen } from './sheen.ts';
import { subsurface } from './subsurface.ts';
import { subsurfaceWalk } from './subsurfaceWalk.ts';
import { hasFilm } from './thinFilm.ts';
import { translucent } from './translucent.ts';
import { zeltnerSheen } from './zeltnerSheen.ts';

/** Lobes that exist in MaterialX but are refused: why. */
export const refusedLobes: Readonly<Record<string, string>> = { chiang_hair_bsdf: 'hair is not supported' };

/**
 * What light does that a `subsurface_bsdf` lets in: reflected where it came, in its colour (default); or it walks through the
 * mesh, which must be closed, and leaves elsewhere.
 */
export type Subsurface = 'diffuse' | 'walk';

/** The kind of a node's lobe, or nothing if its category is not a lobe that is supported. */
export function lobeKind(node: FlatNode, light: Subsurface = 'diffuse'): LobeKind | undefined {
  switch (node.category) {
    case 'oren_nayar_diffuse_bsdf':
      return lobeText(node, 'energy_compensation') === 'true' ? orenNayarCompensated : orenNayar;
    case 'burley_diffuse_bsdf':
      return burley;
    case 'dielectric_bsdf': {
      const mode = lobeText(node, 'scatter_mode');
      if (mode === 'T') return hasFilm(node) ? filmedDielectricTransmission : dielectricTransmission;
      if (mode === 'RT') return hasFilm(node) ? filmedDielectricBoth : dielectricBoth;
      return hasFilm(node) ? filmedDielectric : dielectric;
    }
    case 'conductor_bsdf':
      return hasFilm(node) ? filmedConductor : conductor;
    case 'generalized_schlick_bsdf': {
      const mode = lobeText(node, 'scatter_mode');
      if (mode === 'T' || mode === 'RT') return mode === 'T' ? schlickTransmission : schlickBoth;
      return hasFilm(node) ? filmedSchlick : generalizedSchlick;
    }
    case 'translucent_bsdf':
      return translucent;
    case 'subsurface_bsdf':
      return light === 'walk' ? subsurfaceWalk : subsurface;
    case 'absorption_vdf':
      return absorptionVdf;
    case 'anisotropic_vdf':
      return anisotropicVdf;
    case 'sheen_bsdf':
      return lobeText(node, 'mode') === 'zeltner' ? zeltnerSheen : sheen;
    default:
      return undefined;
  }
}
