import type { MaterialX } from '../materials/layered/materialX.ts';

let open: Promise<MaterialX> | undefined;

/** MaterialX in the page, fetched (about 750 kB compressed) and opened when first asked for. @throws when a part cannot be fetched. */
export function browserMaterialX(): Promise<MaterialX> {
  const pending = (open ??= fetchAndOpen());
  // A failed fetch must not stick: the next try asks again.
  pending.catch(() => (open = undefined));
  return pending;
}

async function fetchAndOpen(): Promise<MaterialX> {
  const [{ openMaterialX }, { default: factory }, wasm, data] = await Promise.all([
    import('../materials/layered/materialX.ts'),
    import('materialx-bin/JsMaterialXGenShader.js'),
    import('materialx-bin/JsMaterialXGenShader.wasm?url&no-inline').then(({ default: address }) => fetchPart(address)),
    import('materialx-bin/JsMaterialXGenShader.data.txt?url&no-inline').then(({ default: address }) =>
      fetchPart(address),
    ),
  ]);
  return openMaterialX({ factory, wasm: new Uint8Array(wasm), data });
}

async function fetchPart(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`MaterialX cannot be fetched: ${response.status} for ${address}`);
  return response.arrayBuffer();
}
