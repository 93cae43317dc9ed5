import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type ConsoleMessage, type Page } from 'playwright';
import { build, preview } from 'vite';
import { findChromium } from '../../scripts/chromium.mjs';

/**
 * With these, and only these, WebGPU computes on SwiftShader and a canvas is captured as it is shown; other popular
 * sets capture white.
 */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-angle=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `extraFlags` only for what a test is about, such as switching WebGPU off. */
export async function launchChromium(extraFlags: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium((line) => console.info(line));
  return await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, ...extraFlags] });
}

export interface Site {
  /** Ends with '/'. */
  readonly url: string;
  /** Where the built files lie. */
  readonly folder: string;
  close(): Promise<void>;
}

/**
 * Builds the site as a visitor gets it, into a folder of its own, and serves it. The development server would reload
 * the page when it meets a new dependency, in the middle of a test.
 */
export async function servedSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'patina-site-'));
  await build({ logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  const server = await preview({
    logLevel: 'error',
    build: { outDir: folder },
    preview: { port: 0, host: '127.0.0.1', open: false },
  });
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('The preview server gave no address.');
  return {
    url,
    folder,
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What SwiftShader's WebGL says of every image that the page reads. */
const NOISE = /GPU stall due to ReadPixels/;

/** Collects what a page complains about: uncaught errors, console errors and warnings, failed requests. */
export function watchPage(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message: ConsoleMessage) => {
    if ((message.type() === 'error' || message.type() === 'warning') && !NOISE.test(message.text()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('requestfailed', (request) => complaints.push(`request failed: ${request.url()}`));
  return complaints;
}
