import { afterEach, expect, test, vi } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';

afterEach(() => vi.unstubAllEnvs());

test('PATINA_CHROMIUM that does not run is an error, not a reason to look elsewhere', () => {
  vi.stubEnv('PATINA_CHROMIUM', '/nowhere/chromium');
  expect(() => findChromium(() => undefined)).toThrow('PATINA_CHROMIUM=/nowhere/chromium does not run');
});

test('PATINA_CHROMIUM comes first, and is told', () => {
  // Any program that answers --version will do.
  vi.stubEnv('PATINA_CHROMIUM', process.execPath);
  const told: string[] = [];
  expect(findChromium((line: string) => told.push(line))).toBe(process.execPath);
  expect(told).toEqual([`Chromium from PATINA_CHROMIUM: ${process.execPath} (${process.version})`]);
});
