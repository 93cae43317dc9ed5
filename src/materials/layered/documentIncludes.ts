/** Finds the text of a document that another one includes, its path relative to the first. @throws when it is missing. */
export type ReadText = (path: string) => Promise<string>;

/** A document by the text that it was read from, blanks in place of comments and of its own includes. */
export interface DocumentText {
  /** Relative to the document that was opened; the document itself: ''. */
  readonly path: string;
  readonly xml: string;
}

/** How many documents one may include in all. */
const MOST_INCLUDES = 256;

/** Folders of MaterialX's own libraries: what lies there is known already. */
const STANDARD = /(^|\/)(targets|stdlib|pbrlib|bxdf|nprlib|lights|cmlib)\/([a-z0-9_]+\/)*[a-z0-9_]+\.mtlx$/i;

const INCLUDE = /<xi:include\b([^>]*?)(?:\/>|>\s*<\/xi:include\s*>)/g;

/**
 * Reads all that a document includes (`xi:include` with a `href`), each file once, those included first. Standard libraries are
 * passed over.
 * @returns the included documents in the order in which MaterialX is to import them, and last the document itself
 * @throws naming document and file for a missing file, a circle, more than 256 files, or an include without `href`.
 */
export async function readIncludes(xml: string, name: string, readText?: ReadText): Promise<DocumentText[]> {
  const read: DocumentText[] = [];
  const seen = new Set<string>();
  const visit = async (text: string, path: string, chain: readonly string[]): Promise<void> => {
    const where = textName(path, name);
    const bare = withoutComments(text);
    for (const file of includedFiles(bare)) {
      if (file === '') throw new Error(`${where} has an xi:include without a href`);
      const target = resolvePath(path, file);
      if (chain.includes(target) || target === path)
        throw new Error(`${where} includes '${file}', which includes it again`);
      if (seen.has(target)) continue;
      seen.add(target);
      if (seen.size > MOST_INCLUDES) throw new Error(`document '${name}' includes more than ${MOST_INCLUDES} files`);
      if (!readText) throw new Error(`${where} includes '${file}', and there is nothing to read it with`);
      const included = await readText(target).catch((cause: unknown) => {
        throw new Error(`${where} includes '${file}': ${(cause as Error).message}`, { cause });
      });
      await visit(included, target, [...chain, path]);
    }
    read.push({ path, xml: bare.replace(INCLUDE, blank) });
  };
  await visit(xml, '', []);
  return read;
}

/** What a document names in its `xi:include`s, but for standard libraries; '' where one names nothing. */
export function includedFiles(xml: string): string[] {
  return [...withoutComments(xml).matchAll(INCLUDE)]
    .map(([, attributes]) => {
      const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes!);
      return unescape(href?.[1] ?? href?.[2] ?? '');
    })
    .filter((file) => !STANDARD.test(file));
}

/** As errors call a text of the document `name`. */
export const textName = (path: string, name: string): string =>
  path === '' ? `document '${name}'` : `'${path}', which document '${name}' includes,`;

/** As long as what was there, and with its lines: errors tell places. */
const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Comments may hold what was taken out of use. */
export const withoutComments = (xml: string): string => xml.replace(/<!--[\s\S]*?-->/g, blank);

const unescape = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => ENTITIES[entity]!);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The folder of a path, with the slash at its end; '' for none. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

function resolvePath(from: string, file: string): string {
  if (/^([a-z]+:|\/)/i.test(file)) return file;
  const parts: string[] = [];
  for (const part of `${folderOf(from)}${file.replaceAll('\\', '/')}`.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
