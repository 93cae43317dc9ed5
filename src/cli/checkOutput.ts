import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Before hours of work: whether this file can be written where it is to go. @throws naming what is in the way */
export async function checkOutput(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new Error(`${path} is a folder: it cannot be written`);
  const place = there ? path : dirname(path);
  try {
    await access(place, constants.W_OK);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Error(missing ? `there is no folder ${place} to write ${path} to` : `${path} cannot be written`, {
      cause,
    });
  }
}
