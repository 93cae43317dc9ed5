import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fidelity, type FidelityResult } from '../../bench/fidelity/fidelity.ts';
import { bakeCommand } from '../../src/cli/bake.ts';
import { parseBakeOptions } from '../../src/cli/bakeOptions.ts';
import { decodeCheckpoint } from '../../src/training/checkpoint.ts';
import { readNeuralMaterial } from '../../src/materials/neural/neuralFile.ts';

const DOCUMENT = `<?xml version="1.0"?>
<materialx version="1.39" colorspace="lin_rec709">
  <standard_surface name="shader" type="surfaceshader">
    <input name="base_color" type="color3" value="0.7, 0.3, 0.1" />
    <input name="specular_roughness" type="float" value="0.4" />
  </standard_surface>
  <surfacematerial name="Clay" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="shader" />
  </surfacematerial>
</materialx>`;

vi.mock('../../bench/fidelity/fidelity.ts', () => ({
  fidelity: vi.fn(() => Promise.reject(new Error('a pixel is not finite'))),
}));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patina-bake-'));
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

test('a document becomes a file that opens, the same bytes of networks for the same seed, seed 3', async () => {
  const document = join(folder, 'clay.mtlx');
  await writeFile(document, DOCUMENT);
  const bake = async (name: string) => {
    const output = join(folder, name);
    const argv = [document, '-o', output, '--size', '16', '--steps', '8', '--seed', '3', '--decoder', '2x16'];
    await bakeCommand([...argv, '--adapter', 'swiftshader', '--no-metrics']);
    return readNeuralMaterial(await readFile(output));
  };
  const first = await bake('first.glb');
  const second = await bake('second.glb');
  expect(first.name).toBe('Clay');
  expect(first.latents.levels[0].width).toBe(16);
  expect(first.provenance).toMatchObject({ document: 'clay.mtlx', seed: 3, steps: 8 });
  expect(first.provenance.documentHash).toMatch(/^[0-9a-f]{64}$/);
  expect(first.params).toEqual(second.params);
  expect(first.latents).toEqual(second.latents);
});

test('a bake that cannot be measured is not lost, seed 3', async () => {
  const document = join(folder, 'unmeasured.mtlx');
  await writeFile(document, DOCUMENT);
  const output = join(folder, 'unmeasured.glb');
  const argv = [document, '-o', output, '--size', '16', '--steps', '4', '--seed', '3', '--decoder', '2x16'];
  await expect(bakeCommand([...argv, '--adapter', 'swiftshader'])).rejects.toThrow(
    'unmeasured.glb is written, but could not be measured',
  );
  expect(readNeuralMaterial(await readFile(output)).name).toBe('Clay');
});

test('a bake that is interrupted goes on from its checkpoint to the same networks, and takes the checkpoint away, seed 3', async () => {
  const document = join(folder, 'stopped.mtlx');
  await writeFile(document, DOCUMENT);
  const checkpoint = join(folder, 'stopped.checkpoint');
  const output = join(folder, 'stopped.glb');
  const bake = async (file: string, ...more: string[]) => {
    const argv = [document, '-o', file, '--size', '16', '--steps', '300', '--seed', '3', '--decoder', '2x16'];
    await bakeCommand([...argv, '--adapter', 'swiftshader', '--no-metrics', ...more]);
    return readNeuralMaterial(await readFile(file));
  };
  // As on a terminal, where progress is told twice a second.
  const { isTTY } = process.stdout;
  process.stdout.isTTY = true;
  const telling = vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    if (String(line).includes('step ')) process.emit('SIGINT');
    return true;
  });
  await expect(bake(output, '--checkpoint', checkpoint)).rejects.toThrow(
    `interrupted; the same command goes on from ${checkpoint}`,
  );
  telling.mockRestore();
  process.stdout.isTTY = isTTY;
  const [{ step }] = decodeCheckpoint(new Uint8Array(await readFile(checkpoint))).trainers;
  expect(step).toBeGreaterThan(0);
  expect(step).toBeLessThan(300);
  await expect(readFile(output)).rejects.toThrow('ENOENT');
  // Of another seed it is refused, and stays.
  await expect(bake(output, '--checkpoint', checkpoint, '--seed', '4')).rejects.toThrow('another setting seed');
  const resumed = await bake(output, '--checkpoint', checkpoint);
  await expect(readFile(checkpoint)).rejects.toThrow('ENOENT');
  const whole = await bake(join(folder, 'whole.glb'));
  expect(resumed.params).toEqual(whole.params);
  expect(resumed.latents).toEqual(whole.latents);
});

test('what is measured of a bake stands in its file, seed 3', async () => {
  const measured = { flip: 0.0421, meanAbsolute: 0.0131, relMse: 0.0072 };
  vi.mocked(fidelity).mockResolvedValueOnce({ candidates: [measured], flipFloor: 0.0177 } as unknown as FidelityResult);
  const document = join(folder, 'measured.mtlx');
  await writeFile(document, DOCUMENT);
  const output = join(folder, 'measured.glb');
  const argv = [document, '-o', output, '--size', '16', '--steps', '4', '--seed', '3', '--decoder', '2x16'];
  await bakeCommand([...argv, '--adapter', 'swiftshader']);
  const { metrics } = readNeuralMaterial(await readFile(output)).provenance;
  expect(metrics).toMatchObject({ ...measured, flipFloor: 0.0177 });
  // The document is what is rendered, the bake what is compared with it.
  const [, reference, [candidate]] = vi.mocked(fidelity).mock.lastCall!;
  expect([reference.name, candidate.name]).toEqual(['Clay', 'Clay']);
  expect(reference.program.key).not.toBe(candidate.program.key);
});

test('a size that cannot be is refused before a mesh is spread over it', async () => {
  const argv = ['clay.mtlx', '-o', join(folder, 'vast.glb'), '--mesh', 'teapot', '--size', '1000000'];
  await expect(bakeCommand(argv)).rejects.toThrow('size is 1000000');
});

test('a near-mirror coat is kept as it is unless it is to be learned, seed 3', async () => {
  const document = join(folder, 'coated.mtlx');
  const inputs = '<input name="coat" type="float" value="1"/><input name="coat_roughness" type="float" value="0"/>';
  await writeFile(document, DOCUMENT.replace('</standard_surface>', `${inputs}</standard_surface>`));
  const bake = async (coat: string) => {
    const output = join(folder, `${coat}.glb`);
    const argv = [document, '-o', output, '--size', '16', '--steps', '4', '--seed', '3', '--decoder', '2x16'];
    await bakeCommand([...argv, '--coat', coat, '--adapter', 'swiftshader', '--no-metrics']);
    return readNeuralMaterial(await readFile(output));
  };
  const kept = await bake('auto');
  expect(kept.coat).toEqual({ weight: 1, tint: [1, 1, 1], ior: 1.5, alpha: [1e-3, 1e-3] });
  expect(kept.provenance.notes).toEqual([expect.stringMatching(/^coat: lobe '.*coat.*' is kept as it is/)]);
  const learned = await bake('learned');
  expect(learned.coat).toBeUndefined();
  expect(learned.provenance.notes).toEqual([expect.stringMatching(/^nearSpecular: /)]);
});

test('under transport a document with a medium is baked, seed 3', async () => {
  const document = join(folder, 'cloudy.mtlx');
  await writeFile(
    document,
    `<?xml version="1.0"?><materialx version="1.39">
  <dielectric_bsdf name="coat" type="BSDF"><input name="roughness" type="vector2" value="0.3, 0.3"/></dielectric_bsdf>
  <absorption_vdf name="amber" type="VDF"><input name="absorption" type="vector3" value="0.1, 0.4, 0.9"/></absorption_vdf>
  <oren_nayar_diffuse_bsdf name="clay" type="BSDF"/>
  <layer name="lacquer" type="BSDF"><input name="top" type="BSDF" nodename="coat"/><input name="base" type="VDF" nodename="amber"/></layer>
  <layer name="all" type="BSDF"><input name="top" type="BSDF" nodename="lacquer"/><input name="base" type="BSDF" nodename="clay"/></layer>
  <surface name="surface" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="all"/></surface>
  <surfacematerial name="Amber" type="material"><input name="surfaceshader" type="surfaceshader" nodename="surface"/></surfacematerial>
</materialx>`,
  );
  const output = join(folder, 'cloudy.glb');
  const argv = [
    document,
    '-o',
    output,
    '--size',
    '16',
    '--steps',
    '4',
    '--seed',
    '3',
    '--decoder',
    '2x16',
    '--levels',
    '1',
  ];
  await expect(bakeCommand([...argv, '--adapter', 'swiftshader'])).rejects.toThrow(/'amber' \(absorption_vdf\)/);
  await bakeCommand([...argv, '--layering', 'transport', '--adapter', 'swiftshader', '--no-metrics']);
  const { provenance } = readNeuralMaterial(await readFile(output));
  expect(provenance.notes).toContain('layering: light walks between the layers (transport)');
});

test('what cannot be baked is refused by name and nothing is written', async () => {
  const document = join(folder, 'broken.mtlx');
  await writeFile(
    document,
    DOCUMENT.replace('standard_surface name', 'no_such_surface name').replace(
      '</standard_surface>',
      '</no_such_surface>',
    ),
  );
  const output = join(folder, 'broken.glb');
  await expect(bakeCommand([document, '-o', output, '--adapter', 'swiftshader'])).rejects.toThrow('broken.mtlx');
  await expect(readFile(output)).rejects.toThrow('ENOENT');
  await expect(bakeCommand([join(folder, 'absent.mtlx'), '-o', output])).rejects.toThrow('absent.mtlx');
});

test.each([
  [['a.mtlx'], '-o FILE.glb'],
  [['a.png', '-o', 'b.glb'], '.mtlx document'],
  [['-o', 'b.glb'], 'one document, not 0'],
  [['a.mtlx', '-o', 'b.glb', '--decoder', '9x9'], "--decoder is '9x9'"],
  [['a.mtlx', '-o', 'b.glb', '--size', 'big'], "--size is 'big'"],
  [['a.mtlx', '-o', 'b.glb', '--steps', '5', '--seconds', '5'], 'not both'],
  [['a.mtlx', '-o', 'b.glb', '--coat', 'off'], "--coat is 'off'; it takes auto, kept, learned"],
  [['a.mtlx', '-o', 'b.glb', '--layering', 'transport', '--coat', 'kept'], 'it takes --layering albedo'],
  [['a.mtlx', '-o', 'b.glb', '--layering', 'glass'], "--layering is 'glass'"],
  [['a.mtlx', '-o', 'b.glb', '--adapter', 'voodoo'], "--adapter is 'voodoo'"],
])('options %j are refused: %s', (argv, message) => {
  expect(() => parseBakeOptions(argv)).toThrow(message);
});

test('without a limit a bake takes ten minutes; with steps it takes the steps', () => {
  expect(parseBakeOptions(['a.mtlx', '-o', 'b.glb'])).toMatchObject({ seconds: 600, steps: undefined, size: 512 });
  expect(parseBakeOptions(['a.mtlx', '-o', 'b.glb', '--steps', '9'])).toMatchObject({ seconds: undefined, steps: 9 });
});
