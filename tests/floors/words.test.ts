import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** TypeScript and WGSL text by path from the repository's root. */
function sources(...folders: string[]): [string, string][] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|wgsl|mjs)$/.test(name))
      .map((name): [string, string] => {
        const path = `${folder}/${name.split(sep).join('/')}`;
        return [path, readFileSync(join(root, path), 'utf8')];
      }),
  );
}

/** Comments and strings may speak of anything. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'/g, '');
}

function filesWith(pattern: RegExp, files: [string, string][]): string[] {
  return files.filter(([, text]) => pattern.test(text)).map(([path]) => path);
}

const src = sources('src');
const srcCode = src.map(([path, text]): [string, string] => [path, code(text)]);

describe('words in their rooms', () => {
  test('the walk sees the sources', () => {
    expect(src.length).toBeGreaterThan(40);
  });

  test('engine/ knows nothing of rendering', () => {
    const engine = src.filter(([path]) => path.startsWith('src/engine/'));
    expect(filesWith(/material|bsdf|neural/i, engine)).toEqual([]);
  });

  test('navigator.gpu stands in engine/device.ts only', () => {
    expect(filesWith(/navigator\b[^;\n]*\bgpu\b/, srcCode)).toEqual(['src/engine/device.ts']);
  });

  test('DOM stands in app/ only', () => {
    const elsewhere = srcCode.filter(([path]) => !path.startsWith('src/app/'));
    // `document` alone may be MaterialX's.
    const dom =
      /\bdocument\.(body|head|create\w|query\w|get\w+By|addEvent)|\bwindow\.|\bHTML\w*Element\b|\blocalStorage\b/;
    expect(filesWith(dom, elsewhere)).toEqual([]);
  });

  test('no Math.random and no layout: auto', () => {
    const all = sources('src', 'bench', 'scripts').map(([path, text]): [string, string] => [path, code(text)]);
    expect(filesWith(/Math\s*\.\s*random/, all)).toEqual([]);
    expect(filesWith(/layout:\s*['"]auto['"]/, sources('src', 'bench'))).toEqual([]);
  });

  test('no disabled test', () => {
    const tests = sources('tests').filter(([path]) => !path.endsWith('floors/words.test.ts'));
    expect(tests.length).toBeGreaterThan(10);
    expect(filesWith(/\b(test|it|describe)\.(skip|only|todo)\b|\bx(it|describe)\(/, tests)).toEqual([]);
    // Where a test cannot run: without the MaterialX project's documents, and where Dawn has no Vulkan.
    const conditional = ['tests/harness/mxExamples.ts', 'tests/scripts/adapters.test.ts'];
    expect(filesWith(/\.(skipIf|runIf)\b/, tests)).toEqual(conditional);
  });

  test('no second home for odds and ends', () => {
    const names = [...src, ...sources('shaders', 'bench', 'tests')].map(([path]) => path);
    expect(names.filter((path) => /\/(utils?|helpers?|misc|common)\.(ts|wgsl)$/.test(path))).toEqual([]);
  });
});
