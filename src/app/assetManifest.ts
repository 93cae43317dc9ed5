import { groupMaterials } from './assetMaterials.ts';

// `no-inline`: an address each, fetched when shown; small documents would otherwise travel in the first load.
const ADDRESSES = import.meta.glob<string>('../../assets/materials/*/*.{mtlx,glb,png,jpg,webp}', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
});

/** The materials that the page is built with. */
export const ASSET_MATERIALS = groupMaterials(ADDRESSES);
