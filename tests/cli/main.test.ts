import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { main } from '../../src/cli/main.ts';
import { PATINA_VERSION } from '../../src/version.ts';

let out = '';
let err = '';
beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
  vi.spyOn(console, 'log').mockImplementation((...words) => void (out += `${words.join(' ')}\n`));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((err += String(text))));
});
afterEach(() => vi.restoreAllMocks());

describe('patina', () => {
  test('--version tells the version alone', async () => {
    expect(await main(['--version'])).toBe(0);
    expect(out).toBe(`${PATINA_VERSION}\n`);
  });

  test('--help names every command', async () => {
    expect(await main(['--help'])).toBe(0);
    for (const [name, { summary }] of Object.entries(commands)) {
      expect(out).toContain(name);
      expect(out).toContain(summary);
    }
  });

  test('no command is a wrong call: usage on stderr, nothing on stdout', async () => {
    expect(await main([])).toBe(2);
    expect(err).toContain('Usage:');
    expect(out).toBe('');
  });

  test.each(['nonsense', 'toString', '__proto__'])("an unknown command '%s' is named", async (name) => {
    expect(await main([name])).toBe(2);
    expect(err).toContain(`no command '${name}'`);
  });

  test.each(Object.keys(commands))('%s --help explains itself', async (name) => {
    expect(await main([name, '--help'])).toBe(0);
    expect(out).toContain('--');
    expect(out).toContain(name);
  });

  test('a failing command ends with 1 and one line that starts with the program', async () => {
    expect(await main(['bench', 'nonsense'])).toBe(1);
    expect(err).toMatch(/^patina: .*nonsense.*\n$/);
  });
});
