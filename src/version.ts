/** Put in place by vite.config.ts and vitest.config.ts. */
declare const __PATINA_VERSION__: string;

/** The package's version, as in package.json. */
export const PATINA_VERSION: string = __PATINA_VERSION__;
