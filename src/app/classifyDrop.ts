import { extensionOf } from './fileSet.ts';

/** What a set of dropped files asks for. One drop may bring a scene, a material and an environment at once. */
export interface DropPlan {
  /** A .gltf or .glb with meshes. */
  scene?: string;
  /** A .glb without meshes that carries a neural material. */
  neuralMaterial?: string;
  /** An .mtlx document. */
  document?: string;
  /** An .hdr or .exr panorama. */
  environment?: string;
  /** Files that may be named by the ones above: buffers and images. */
  side: string[];
  /** Files that nothing here reads, and files left out because another of their kind came first; one line each. */
  problems: string[];
}

type Role = 'scene' | 'neuralMaterial' | 'document' | 'environment';

const SIDE = new Set(['bin', 'png', 'jpg', 'jpeg', 'webp', 'avif', 'ktx2', 'tif', 'tiff', 'tga', 'bmp']);
const IGNORED = new Set(['txt', 'md', 'json', 'pdf', 'license', '']);

/**
 * Sorts dropped files by what they are for. `peekGlb(path)` answers what a .glb holds (see glbContents.ts): its name
 * does not tell. Documents that others of them include (`included`) are side files. An .exr or .hdr that comes beside an .mtlx is one of its images, not an environment.
 */
export function classifyDrop(
  paths: readonly string[],
  peekGlb: (path: string) => GlbContents,
  included: ReadonlySet<string> = new Set(),
): DropPlan {
  const plan: DropPlan = { side: [], problems: [] };
  const sorted = [...paths].toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const hasDocument = sorted.some((path) => extensionOf(path) === 'mtlx');
  const claim = (role: Role, path: string): void => {
    const first = plan[role];
    if (first === undefined) plan[role] = path;
    else plan.problems.push(`${path} was left out: ${first} came with it, and one at a time is shown.`);
  };
  for (const path of sorted) {
    const extension = extensionOf(path);
    if (extension === 'gltf') claim('scene', path);
    else if (extension === 'glb') claimGlb(path, peekGlb(path), claim, plan.problems);
    else if (included.has(path)) plan.side.push(path);
    else if (extension === 'mtlx') claim('document', path);
    else if (extension === 'exr' || extension === 'hdr') {
      if (hasDocument) plan.side.push(path);
      else claim('environment', path);
    } else if (SIDE.has(extension)) plan.side.push(path);
    else if (!IGNORED.has(extension)) plan.problems.push(`${path} is not a file this page reads.`);
  }
  if (!plan.scene && !plan.neuralMaterial && !plan.document && !plan.environment && plan.problems.length === 0) {
    plan.problems.push('Nothing to show: drop a .glb, .gltf, .mtlx, .hdr or .exr file (with the files it names).');
  }
  return plan;
}

/** What the JSON of a GLB says it holds. */
export interface GlbContents {
  meshes: boolean;
  neural: boolean;
  /** Why it cannot be read, if so. */
  error?: string;
}

function claimGlb(path: string, contents: GlbContents, claim: (role: Role, path: string) => void, problems: string[]) {
  if (contents.error) problems.push(`${path}: ${contents.error}`);
  else if (contents.meshes) claim('scene', path);
  else if (contents.neural) claim('neuralMaterial', path);
  else problems.push(`${path} holds neither a mesh nor a neural material.`);
}

function depth(path: string): number {
  return path.split('/').length;
}
