// The test command: format, lint, types, floors, then Vitest in Node and in Chromium. Every part runs even when an
// earlier one failed; the last line sums them all. `--static` stops before the tests, `--slow` adds the slow ones.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { probeAdapter, TEST_ADAPTER } from './adapters.mjs';
import { findChromium } from './chromium.mjs';
import { aptInstall } from './debian.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'patina-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const started = performance.now();
/** @type {string[]} */
const failures = [];

runChecks();
if (!process.argv.includes('--static')) {
  runNodeTests();
  runBrowserTests();
  if (process.argv.includes('--slow')) runVitest('slow', {});
}
finish();

/** Each check counts as one test. */
function runChecks() {
  check('format', ['prettier', '--check', '--log-level', 'warn', '.']);
  check('lint', ['oxlint', '--deny-warnings']);
  check('types', ['tsc', '--noEmit', '-p', '.']);
  check('floors (TypeScript)', ['node', 'scripts/checkFloors.mjs']);
  check('floors (WGSL)', ['node', 'scripts/checkShaderFloors.mjs']);
}

function runNodeTests() {
  const choice = process.env.PATINA_ADAPTER ?? TEST_ADAPTER;
  let adapter = probeAdapter(choice);
  if ('error' in adapter && choice === 'swiftshader') {
    say(`SwiftShader does not open (${adapter.error}); it needs the Vulkan loader`);
    const refusal = aptInstall(['libvulkan1'], say);
    if (refusal) say(`libvulkan1 could not be installed: ${refusal}`);
    adapter = probeAdapter(choice);
  }
  if ('error' in adapter) return fail(`adapter '${choice}': ${adapter.error}`);
  say(`adapter for GPU tests: ${adapter.name}`);
  runVitest('node', { PATINA_ADAPTER: choice });
  runHalfFloatTests(choice);
}

/** shader-f16 is not on SwiftShader: these tests run on the first adapter that has it. */
function runHalfFloatTests(/** @type {string} */ choice) {
  for (const candidate of new Set([choice, 'gpu', 'lavapipe'])) {
    const adapter = probeAdapter(candidate);
    if ('error' in adapter || !adapter.f16) continue;
    say(`adapter for f16 tests: ${adapter.name}`);
    return runVitest('f16', { PATINA_ADAPTER: candidate });
  }
  say('f16 tests do not run: no GPU and no lavapipe with shader-f16 here (their shaders are still compiled)');
  total.skipped += 1;
}

function runBrowserTests() {
  try {
    runVitest('browser', { PATINA_CHROMIUM: findChromium(say) });
  } catch (error) {
    fail(`browser tests: ${error instanceof Error ? error.message : error}`);
  }
}

/** @param {string} name @param {string[]} command */
function check(name, command) {
  const start = performance.now();
  const run = command[0] === 'node' ? node(command.slice(1)) : node([bin(command[0]), ...command.slice(1)]);
  if (run !== 0) return fail(name);
  total.passed += 1;
  say(`${name}: passed (${seconds(start)})`);
}

/** @param {string} project @param {Record<string, string>} env */
function runVitest(project, env) {
  const report = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = node([bin('vitest'), 'run', '--project', project, '--passWithNoTests=false', ...reporters], env);
  if (!existsSync(report)) return fail(`vitest ${project}: ended with ${status} and no report`);
  const told = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += told.numPassedTests;
  total.skipped += told.numPendingTests + told.numTodoTests;
  // A file that cannot load, or whose set-up fails, fails without failing a test: it counts as one.
  const broken = told.testResults.filter(isBroken).map((/** @type {VitestFile} */ file) => relative(root, file.name));
  for (const file of broken) fail(`vitest ${project}: ${file} did not run`);
  total.failed += told.numFailedTests;
  if (told.numFailedTests > 0) failures.push(`vitest ${project}: ${told.numFailedTests} tests`);
  // An error outside any file.
  else if (status !== 0 && broken.length === 0) fail(`vitest ${project}: ended with ${status}`);
}

/**
 * @typedef {{ name: string, status: string, assertionResults: { status: string }[] }} VitestFile
 * @param {VitestFile} file
 */
function isBroken(file) {
  return file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed');
}

/** @param {string[]} argv @param {Record<string, string>} [env] */
function node(argv, env = {}) {
  const run = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return run.status ?? 1;
}

/** The file behind a package's command. @param {string} name */
function bin(name) {
  const folder = { tsc: 'typescript' }[name] ?? name;
  const manifest = JSON.parse(readFileSync(join(root, 'node_modules', folder, 'package.json'), 'utf8'));
  return join(root, 'node_modules', folder, typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[name]);
}

/** @param {string} name */
function fail(name) {
  total.failed += 1;
  failures.push(name);
  say(`${name}: FAILED`);
}

/** @param {string} line */
function say(line) {
  console.log(`[test] ${line}`);
}

/** @param {number} start */
function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

function finish() {
  rmSync(reports, { recursive: true, force: true });
  for (const failure of failures) say(`failed: ${failure}`);
  say(`took ${seconds(started)}`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}
