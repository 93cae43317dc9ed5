import { folderOf, type DocumentText } from './documentIncludes.ts';

/** What Patina uses of an element of MaterialX's JavaScript API. Handles never leave src/materials/layered/document*.ts. */
export interface MxElement {
  getName(): string;
  getCategory(): string;
  getNamePath(): string;
  getType(): string;
  getParent(): MxElement | null;
  getAttribute(name: string): string;
  setAttribute(name: string, value: string): void;
  hasAttribute(name: string): boolean;
  removeAttribute(name: string): void;
  hasSourceUri(): boolean;
  validate(message: { message?: string }): boolean;
  getChildren(): MxElement[];
  getActiveColorSpace(): string;
  getActiveFilePrefix(): string;
  getInputs(): MxPort[];
  getInput(name: string): MxPort | null;
}

export interface MxPort extends MxElement {
  getValueString(): string;
  hasValueString(): boolean;
  getNodeName(): string;
  getNodeGraphString(): string;
  getOutputString(): string;
  getInterfaceName(): string;
  getDefaultGeomPropString(): string;
}

export interface MxNodeDef extends MxElement {
  getActiveInputs(): MxPort[];
  getActiveOutputs(): MxPort[];
}

export interface MxNode extends MxElement {
  getNodeDef(): MxNodeDef | null;
}

export interface MxGraph extends MxElement {
  getNodes(): MxNode[];
  getNode(name: string): MxNode | null;
  getOutput(name: string): MxPort | null;
  getOutputs(): MxPort[];
  flattenSubgraphs(): void;
}

export interface MxDocument extends MxGraph {
  getNodeGraphs(): MxGraph[];
  getNodeGraph(name: string): MxGraph | null;
  getMaterialNodes(): MxNode[];
  importLibrary(library: MxDocument): void;
  setSourceUri(uri: string): void;
  delete(): void;
}

interface MxModule {
  createDocument(): MxDocument;
  readFromXmlString(document: MxDocument, xml: string): Promise<void>;
  loadStandardLibraries(context: object): MxDocument;
  EsslShaderGenerator: { create(): object };
  GenContext: new (generator: object) => object;
}

/** MaterialX's module function, as its emscripten build exports it. */
export type MaterialXFactory = (options: {
  wasmBinary: Uint8Array;
  getPreloadedPackage: () => ArrayBuffer;
  locateFile: (name: string) => string;
}) => Promise<unknown>;

export interface MaterialXFiles {
  readonly factory: MaterialXFactory;
  /** Contents of JsMaterialXGenShader.wasm. */
  readonly wasm: Uint8Array;
  /** Contents of JsMaterialXGenShader.data.txt: the standard libraries. */
  readonly data: ArrayBuffer;
}

/** An open MaterialX with its standard libraries; make one and keep it. */
export interface MaterialX {
  /**
   * A new document with the standard libraries imported, and the documents that come before the last: what it includes. Older
   * versions are brought up to date. @throws {TextError} when a text is not MaterialX.
   */
  read(texts: readonly DocumentText[]): Promise<MxDocument>;
}

/** A text that is not MaterialX, and MaterialX's own words for it with the line in place of its count of bytes. */
export class TextError extends Error {
  /** As `DocumentText.path`. */
  readonly path: string;

  constructor({ path, xml }: DocumentText, cause: unknown) {
    // It also names a temporary file of its own.
    const message = String((cause as Error).message)
      .replace(/^Failed to read[^:]*: /, '')
      .replace(/ in \/readFromXml\S*/, '')
      .replace(/at character (\d+)/, (_, bytes: string) => `in line ${lineAt(xml, Number(bytes))}`);
    super(message, { cause });
    this.name = 'TextError';
    this.path = path;
  }
}

/** From 1. */
function lineAt(text: string, bytes: number): number {
  const before = new TextEncoder().encode(text).subarray(0, bytes);
  return 1 + before.reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 0);
}

/** File names of an included document are relative to it, not to the one that includes it. */
function prefixFiles(document: MxDocument, folder: string): void {
  if (folder === '') return;
  const visit = (element: MxElement): void => {
    if (element.hasAttribute('fileprefix'))
      element.setAttribute('fileprefix', folder + element.getAttribute('fileprefix'));
    element.getChildren().forEach(visit);
  };
  visit(document);
  if (!document.hasAttribute('fileprefix')) document.setAttribute('fileprefix', folder);
}

/** Starts MaterialX (0.7 to 1.5 s) and loads its standard libraries once. Pinned to MaterialX 1.39.4. */
export async function openMaterialX({ factory, wasm, data }: MaterialXFiles): Promise<MaterialX> {
  const module = (await factory({
    wasmBinary: wasm,
    getPreloadedPackage: () => data,
    locateFile: (name) => name,
  })) as MxModule;
  const parse = async (document: MxDocument, text: DocumentText): Promise<void> => {
    try {
      await module.readFromXmlString(document, text.xml);
    } catch (error) {
      throw new TextError(text, error);
    }
  };
  const library = module.loadStandardLibraries(new module.GenContext(module.EsslShaderGenerator.create()));
  return {
    read: async (texts) => {
      const document = module.createDocument();
      try {
        document.importLibrary(library);
        for (const text of texts) {
          if (text.path === '') {
            await parse(document, text);
            continue;
          }
          const included = module.createDocument();
          try {
            await parse(included, text);
            prefixFiles(included, folderOf(text.path));
            // Only what has none is taken for the document's own.
            included.setSourceUri('');
            document.importLibrary(included);
          } finally {
            included.delete();
          }
        }
      } catch (error) {
        document.delete();
        throw error;
      }
      return document;
    },
  };
}
