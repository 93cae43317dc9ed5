/** One of the repository's materials: a folder of assets/materials. Addresses, not contents. */
export interface AssetMaterial {
  /** The folder's name; what `?material=` takes. */
  readonly name: string;
  readonly title: string;
  /** The MaterialX document, the reference. */
  readonly document?: string;
  /** The neural material baked from it. */
  readonly neural?: string;
  /** A picture of it, for the list. */
  readonly picture?: string;
  /** Every other file of the folder by its name: what the document may ask for. */
  readonly files: Readonly<Record<string, string>>;
}

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
  const materials = [...folders].map(([name, files]): AssetMaterial => {
    const pick = (extension: string): string | undefined => {
      const names = Object.keys(files).filter((file) => file.endsWith(extension));
      const named = `${name}${extension}`;
      return files[named] ?? files[names.toSorted()[0] ?? ''];
    };
    const picture = files['preview.png'] ?? files['preview.webp'];
    return { name, title: titleOf(name), document: pick('.mtlx'), neural: pick('.glb'), picture, files };
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
