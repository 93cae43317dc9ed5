import type { Layering } from '../materials/layered/layeredProgram.ts';

/**
 * One of the repository's materials: a folder of assets/materials, or NAME.transport.glb in it, baked from light that walks
 * between the same layers. Addresses, not contents.
 */
export interface AssetMaterial {
  /** The folder's name, `-transport` behind it for such a file; what `?material=` takes. */
  readonly name: string;
  readonly title: string;
  /** The MaterialX document, the reference. */
  readonly document?: string;
  /** The neural material baked from it. */
  readonly neural?: string;
  /** A picture of it, for the list. */
  readonly picture?: string;
  /** Under which layering the document is the reference. */
  readonly layering: Layering;
  /** Every other file of the folder by its name: what the document may ask for. */
  readonly files: Readonly<Record<string, string>>;
}

/** How files end that are baked under `transport`. */
const WALKED = '.transport.glb';

/** Sorts the files of material folders; keys look like `/assets/materials/NAME/FILE`, values are addresses. */
export function groupMaterials(addresses: Readonly<Record<string, string>>): AssetMaterial[] {
  const folders = new Map<string, Record<string, string>>();
  for (const [path, address] of Object.entries(addresses)) {
    const match = /\/materials\/([^/]+)\/(.+)$/.exec(path);
    if (!match?.[1] || !match[2]) continue;
    const files = folders.get(match[1]) ?? {};
    files[match[2]] = address;
    folders.set(match[1], files);
  }
  const materials = [...folders].flatMap(([name, files]): AssetMaterial[] => {
    const pick = (extension: string): string | undefined => {
      const names = Object.keys(files).filter((file) => file.endsWith(extension) && !file.endsWith(WALKED));
      const named = `${name}${extension}`;
      return files[named] ?? files[names.toSorted()[0] ?? ''];
    };
    const picture = files['preview.png'] ?? files['preview.webp'];
    const title = titleOf(name);
    const own = {
      name,
      title,
      document: pick('.mtlx'),
      neural: pick('.glb'),
      picture,
      files,
      layering: 'albedo' as const,
    };
    const walked = files[name + WALKED];
    if (walked === undefined) return [own];
    const other = { name: `${name}-transport`, title: `${title}, transport`, neural: walked };
    return [own, { ...own, ...other, picture: files['preview.transport.png'] ?? picture, layering: 'transport' }];
  });
  return materials.filter((m) => m.document ?? m.neural).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** `lacquered-copper`, `lacqueredCopper` -> `Lacquered copper`. */
export function titleOf(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]+/g, ' ')
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
