import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import {
  openMaterialX,
  type MaterialX,
  type MaterialXFactory,
  type MaterialXFiles,
} from '../materials/layered/materialX.ts';
import { openDocument, type OpenDocument } from '../materials/layered/openDocument.ts';
import { imagesIn, textsIn } from './nodeImages.ts';

let open: Promise<MaterialX> | undefined;

/** MaterialX in Node, opened once per process from the files of `@needle-tools/materialx`. */
export function nodeMaterialX(): Promise<MaterialX> {
  open ??= materialXFiles().then(openMaterialX);
  return open;
}

/** MaterialX's own files, as the package carries them. */
export async function materialXFiles(): Promise<MaterialXFiles> {
  // The package's exports map hides bin/, and its own entry fetches from the network: go by its manifest's place.
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('@needle-tools/materialx/package.json')), 'bin');
  const [script, wasm, data] = await Promise.all(
    ['js', 'wasm', 'data.txt'].map((extension) => readFile(join(folder, `JsMaterialXGenShader.${extension}`))),
  );
  const file = join(folder, 'JsMaterialXGenShader.js');
  return {
    factory: evaluate(script!.toString('utf8'), require, folder, file),
    wasm: new Uint8Array(wasm!),
    data: new Uint8Array(data!).buffer,
  };
}

/** The script is CommonJS with an `export default` behind it, which neither of Node's loaders takes. */
function evaluate(script: string, require: NodeJS.Require, folder: string, file: string): MaterialXFactory {
  const body = script.replace(/export default MaterialX;\s*$/, '');
  const names = ['module', 'exports', 'require', '__dirname', '__filename'];
  const module = { exports: {} };
  compileFunction(body, names, { filename: file })(module, module.exports, require, folder, file);
  return module.exports as MaterialXFactory;
}

/** Opens the MaterialX document at `path`; its images are found relative to it. @throws naming the document. */
export async function openDocumentFile(path: string, material?: string): Promise<OpenDocument> {
  const [materialX, xml] = await Promise.all([nodeMaterialX(), readFile(path, 'utf8')]);
  const options = {
    name: basename(path),
    resolveFile: imagesIn(dirname(path)),
    readText: textsIn(dirname(path)),
    ...(material === undefined ? {} : { material }),
  };
  return openDocument(materialX, xml, options);
}
