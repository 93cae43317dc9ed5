// Finds a Chromium that runs, or gets one: PATINA_CHROMIUM, the system's, Playwright's own, then (root on Debian) apt.
// Run by itself it prints the path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { aptInstall } from './debian.mjs';

const SYSTEM = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * @param {(line: string) => void} say told what is found and what is done
 * @returns {string} command or path of a Chromium that answers `--version`
 * @throws Error that lists what was tried.
 */
export function findChromium(say) {
  const named = process.env.PATINA_CHROMIUM;
  if (named) {
    if (version(named)) return found(named, 'PATINA_CHROMIUM', say);
    throw new Error(`PATINA_CHROMIUM=${named} does not run`);
  }
  for (const candidate of SYSTEM) if (version(candidate)) return found(candidate, 'the system', say);
  const own = chromium.executablePath();
  if (existsSync(own) && version(own)) return found(own, 'Playwright', say);
  say("no Chromium on this machine: asking Playwright for its own ('playwright install chromium')");
  spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit', timeout: 300_000 });
  if (existsSync(own) && version(own)) return found(own, 'Playwright', say);
  say("Playwright's Chromium does not run here: installing Debian's");
  const refusal = aptInstall(['chromium'], say);
  if (!refusal && version('chromium')) return found('chromium', 'apt', say);
  throw new Error(
    `no usable Chromium. Tried PATINA_CHROMIUM (unset), ${SYSTEM.slice(0, 4).join(', ')}, Playwright's own, apt` +
      `${refusal ? ` (${refusal})` : ''}. Install Chromium, or set PATINA_CHROMIUM to one.`,
  );
}

/**
 * @param {string} command
 * @param {string} origin
 * @param {(line: string) => void} say
 */
function found(command, origin, say) {
  say(`Chromium from ${origin}: ${command} (${version(command)})`);
  return command.includes('/') || command.includes('\\') ? command : resolveCommand(command);
}

/** @param {string} command */
function version(command) {
  const run = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

/** Playwright wants a path. @param {string} command */
function resolveCommand(command) {
  const run = spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' });
  return run.stdout.trim();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(findChromium((line) => console.error(line)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
