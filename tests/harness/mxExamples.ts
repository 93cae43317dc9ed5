import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe } from 'vitest';

/**
 * The MaterialX project's own documents, which are no part of this repository: tests of them run where a checkout lies beside
 * it, as `../shared/materialx/Materials`. What they prove has documents of its own in the repository too.
 */
export const mxMaterials = resolve(import.meta.dirname, '../../../shared/materialx/Materials');
export const mxExamples = resolve(mxMaterials, 'Examples');

const here = existsSync(mxMaterials);
if (!here) console.info(`left out, for there is no ${mxMaterials}: tests of MaterialX's own examples`);

export const describeMxExamples = describe.skipIf(!here);
