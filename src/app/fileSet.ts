/**
 * Files that came together, by path, so that one of them can name another: a glTF its buffers and images, a MaterialX
 * document its textures. Paths use '/' and carry no leading './'.
 */
export class FileSet {
  private readonly files = new Map<string, File>();

  constructor(files: Iterable<readonly [path: string, file: File]> = []) {
    for (const [path, file] of files) this.files.set(normalisePath(path), file);
  }

  get paths(): string[] {
    return [...this.files.keys()];
  }

  get(path: string): File | undefined {
    return this.files.get(normalisePath(path));
  }

  /**
   * The file that `uri`, written in the file `from`, means. In order: relative to `from`; from the set's root;
   * the same without regard to case; the longest common tail of path segments (a document often names
   * `../Images/wood.png` where the person dropped just `wood.png`). Undefined if none or more than one fits best.
   */
  resolve(uri: string, from = ''): { path: string; file: File } | undefined {
    const wanted = normalisePath(decode(uri));
    const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : '';
    const exact = [normalisePath(folder + decode(uri)), wanted].find((path) => this.files.has(path));
    const path = exact ?? this.caseless(normalisePath(folder + decode(uri))) ?? this.longestTail(wanted);
    const file = path === undefined ? undefined : this.files.get(path);
    return path === undefined || file === undefined ? undefined : { path, file };
  }

  private caseless(wanted: string): string | undefined {
    const hits = this.paths.filter((path) => path.toLowerCase() === wanted.toLowerCase());
    return hits.length === 1 ? hits[0] : undefined;
  }

  private longestTail(wanted: string): string | undefined {
    const scored = this.paths.map((path) => ({ path, score: commonTail(path, wanted) })).filter((hit) => hit.score > 0);
    const best = Math.max(0, ...scored.map((hit) => hit.score));
    const hits = scored.filter((hit) => hit.score === best);
    return hits.length === 1 ? hits[0]?.path : undefined;
  }
}

/** Joins, drops '.', folds '..' and turns '\' into '/'; a '..' above the root is dropped. */
export function normalisePath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

/** `Wood.MTLX` -> `mtlx`; '' without one. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

function commonTail(left: string, right: string): number {
  const a = left.toLowerCase().split('/').toReversed();
  const b = right.toLowerCase().split('/').toReversed();
  const shorter = Math.min(a.length, b.length);
  let count = 0;
  while (count < shorter && a[count] === b[count]) count += 1;
  return count;
}

function decode(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri; // A file name may hold a bare '%'.
  }
}
