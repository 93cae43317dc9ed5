import { expect, test } from 'vitest';
import { adapterEnvironment, probeAdapter } from '../../scripts/adapters.mjs';

test('an unknown adapter is named with those there are', () => {
  expect(() => adapterEnvironment('voodoo')).toThrow(
    'PATINA_ADAPTER=voodoo: expected one of gpu, lavapipe, swiftshader',
  );
});

test.runIf(process.platform === 'linux')('swiftshader opens, as SwiftShader', () => {
  const found = probeAdapter('swiftshader');
  expect(found).toMatchObject({ name: expect.stringMatching(/swiftshader/i), f16: false, software: true });
});
