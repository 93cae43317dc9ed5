import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { benchTable, short } from '../../bench/benchTable.ts';
import type { Benchmark, BenchCell, BenchResult, BenchRow } from '../../bench/benchmark.ts';
import { parseBenchOptions } from '../../bench/benchOptions.ts';
import { BenchInterrupted, runBenchmark } from '../../bench/runBenchmark.ts';
import { completedBy } from '../../bench/savedResult.ts';
import type { Gpu } from '../../src/engine/device.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patina-bench-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const row = { name: 'x', metric: 'flip', unit: '1' };

function cell(id: string, measure: BenchCell['run']): BenchCell {
  return { id, rows: [{ ...row, name: id }], run: measure };
}

function benchmark(...cells: BenchCell[]): Benchmark {
  return { name: 'test', title: '', takes: {}, settings: (o) => ({ seeds: o.seeds }), cells: async () => cells };
}

function run(cells: BenchCell[], signal = new AbortController().signal, argv: string[] = []) {
  return runBenchmark(benchmark(...cells), {
    options: parseBenchOptions(argv),
    signal,
    log: () => {},
    stateFolder: folder,
    commit: 'abc',
    openGpu: async () => ({ adapterName: 'paper' }) as Gpu,
  });
}

describe('runBenchmark', () => {
  it('gives one row a measurement with what it was measured on', async () => {
    const result = await run([cell('a', async () => [{ value: 2, low: 1, high: 3, n: 5 }])]);
    expect(result).toMatchObject({ bench: 'test', adapter: 'paper', commit: 'abc', settings: { seeds: 3 } });
    expect(result.rows).toEqual([{ ...row, name: 'a', value: 2, low: 1, high: 3, n: 5 }]);
  });

  it('keeps the rows of a cell that fails, with the reason, and measures it anew next time', async () => {
    let broken = true;
    let good = 0;
    const cells = [
      cell('good', async () => [{ value: ++good }]),
      cell('bad', async () => {
        if (broken) throw new Error('no such lobe');
        return [{ value: 7 }];
      }),
    ];
    const first = await run(cells);
    expect(first.rows[1]).toEqual({ ...row, name: 'bad', value: null, reason: 'no such lobe' });
    broken = false;
    const second = await run(cells);
    expect(second.rows.map((r) => r.value)).toEqual([1, 7]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('goes on after an interrupt without measuring again what stands, unless settings differ or --fresh', async () => {
    const abort = new AbortController();
    let first = 0;
    const cells = [
      cell('first', async () => [{ value: ++first }]),
      cell('second', async () => {
        if (first === 1) abort.abort();
        return [{ value: 10 }];
      }),
    ];
    await expect(run(cells, abort.signal)).rejects.toThrow(BenchInterrupted);
    expect((await run(cells, undefined, ['--seeds', '5'])).rows.map((r) => r.value)).toEqual([2, 10]);
    expect((await run(cells)).rows.map((r) => r.value)).toEqual([1, 10]);
  });

  it('takes parts one by one, says which are missing, and keeps what stands', async () => {
    let measured = 0;
    const cells = [cell('m/flip', async () => [{ value: ++measured }]), cell('m/levels', async () => [{ value: 10 }])];
    const part = await run(cells, undefined, ['--parts', 'flip']);
    expect(part.rows.map((r) => r.value)).toEqual([1, null]);
    expect(part.rows[1].reason).toContain('--parts flip');
    expect((await run(cells)).rows.map((r) => r.value)).toEqual([1, 10]);
    const one = await run(cells, undefined, ['--fresh', '--parts', 'm/levels']);
    expect(one.rows.map((r) => r.value)).toEqual([null, 10]);
    const walked = [...cells, cell('m/walked/levels', async () => [{ value: 20 }])];
    const values = async (chosen: string) =>
      (await run(walked, undefined, ['--fresh', '--parts', chosen])).rows.map((r) => r.value);
    expect(await values('m/levels'), 'a cell named in full').toEqual([null, 10, null]);
    expect(await values('levels'), 'a word').toEqual([null, 10, 20]);
    await expect(run(cells, undefined, ['--parts', 'fpil'])).rejects.toThrow("names 'fpil'; there are m, flip, levels");
  });

  it('goes on after the last part of an interrupted cell, and forgets parts with the cell', async () => {
    const made: string[] = [];
    let broken = true;
    const parts: BenchCell['run'] = async ({ part }) => {
      const first = await part('first', async () => made.push('first'));
      if (broken) throw new Error('stop');
      const second = await part('second', async () => made.push('second'));
      return [{ value: first + second }];
    };
    await run([cell('a', parts), cell('b', parts)]);
    broken = false;
    const { rows } = await run([cell('a', parts), cell('b', parts)]);
    expect(made).toEqual(['first', 'first', 'second', 'second']);
    expect(rows.map(({ value }) => value)).toEqual([1 + 3, 2 + 4]);
    await run([cell('a', parts)]);
    expect(made.slice(4)).toEqual(['first', 'second']);
  });

  it('says so when a measurement is not a number', async () => {
    const result = await run([cell('a', async () => [{ value: Number.NaN }])]);
    expect(result.rows[0]).toEqual({ ...row, name: 'a', value: null, reason: 'measured NaN' });
  });

  it('prints null rows with their reason and keeps table cells whole', () => {
    const rows = [{ ...row, value: null, reason: 'a|b\nc' }];
    const table = benchTable({ bench: 't', adapter: 'p', commit: 'c', date: 'd', seconds: 1, settings: {}, rows });
    expect(table).toContain('| x | flip | none: a b c | 1 |  |  |');
    expect([short(0.0801234), short(123456), short(1.5e-7)]).toEqual(['0.08012', '123456', '1.500e-7']);
  });
});

describe('completedBy', () => {
  const of = (commit: string, rows: BenchRow[], adapter = 'paper'): BenchResult => {
    return { bench: 'test', adapter, commit, date: `day of ${commit}`, seconds: 10, settings: {}, rows };
  };
  const left = { ...row, value: null, reason: 'not measured yet: this run took --parts a' };

  it('takes rows that a run left out from the one before, with the commit of their own measurement', () => {
    const first = of('one', [
      { ...row, name: 'a', value: 1 },
      { ...row, name: 'b', value: 2 },
      { ...row, name: 'c', value: 3 },
    ]);
    const second = completedBy(
      of('two', [
        { ...left, name: 'a' },
        { ...row, name: 'b', value: 4 },
        { ...left, name: 'd' },
      ]),
      first,
    );
    expect(second.rows).toEqual([
      { ...row, name: 'a', value: 1, commit: 'one', date: 'day of one' },
      { ...row, name: 'b', value: 4 },
      { ...left, name: 'd' },
      // Of a material that the second run did not have.
      { ...row, name: 'c', value: 3, commit: 'one', date: 'day of one' },
    ]);
    expect(second.seconds).toBe(20);
    const third = completedBy(
      of('three', [
        { ...left, name: 'a' },
        { ...left, name: 'b' },
      ]),
      second,
    );
    expect(third.rows.map(({ commit }) => commit)).toEqual(['one', 'two', undefined, 'one']);
  });

  it('counts the seconds of several sittings once', () => {
    const unmeasured = { ...left, name: 'a' };
    const first = completedBy(of('one', [unmeasured]), undefined);
    // The second sitting of a commit comes with the seconds of the first.
    const second = completedBy({ ...of('one', [unmeasured]), seconds: 15 }, first);
    expect(second.seconds).toBe(15);
    const third = completedBy(of('two', [unmeasured]), second);
    expect(third.seconds).toBe(25);
    expect(completedBy({ ...of('two', [unmeasured]), seconds: 12 }, third).seconds).toBe(27);
  });

  it('adds the materials of a run of some to those that were saved', () => {
    const first = { ...of('one', [{ ...row, name: 'a', value: 1 }]), settings: { n: 2, materials: 'all assets' } };
    const second = { ...of('two', [{ ...row, name: 'b', value: 2 }]), settings: { n: 2, materials: ['b'] } };
    const { rows, settings } = completedBy(second, first);
    expect(rows.map(({ name, commit }) => [name, commit])).toEqual([
      ['b', undefined],
      ['a', 'one'],
    ]);
    expect(settings).toEqual(first.settings);
    const other = { ...second, settings: { n: 3, materials: ['b'] } };
    expect(() => completedBy(other, first)).toThrow(/settings \{"n":2\}.*\{"n":3\}/);
  });

  it('leaves failed rows and whole runs as they are, and refuses numbers of another adapter', () => {
    const failed = { ...row, name: 'a', value: null, reason: 'no such lobe' };
    const first = of('one', [{ ...row, name: 'a', value: 1 }], 'stone');
    expect(completedBy(of('two', [failed]), first).rows).toEqual([failed]);
    expect(() => completedBy(of('two', [{ ...left, name: 'a' }]), first)).toThrow(/adapter "stone".*"paper"/);
  });
});

describe('bench options', () => {
  it('reads the shared options', () => {
    expect(parseBenchOptions(['--json', '--materials', 'a,b', '--seeds', '2', '--adapter', 'lavapipe'])).toEqual({
      json: true,
      save: false,
      quick: false,
      fresh: false,
      materials: ['a', 'b'],
      parts: undefined,
      seeds: 2,
      adapter: 'lavapipe',
    });
  });

  it('refuses what it does not know, by name', () => {
    expect(() => parseBenchOptions(['--jsno'])).toThrow("unknown option '--jsno'");
    expect(() => parseBenchOptions(['--seeds', '0'])).toThrow(/--seeds takes a positive integer/);
    expect(() => parseBenchOptions(['--materials'])).toThrow(/--materials needs a value/);
    expect(() => parseBenchOptions(['--adapter', 'voodoo'])).toThrow(/not 'voodoo'/);
  });
});
