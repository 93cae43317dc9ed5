import { withoutComments } from './documentIncludes.ts';

/**
 * Names of the surface materials that a document itself defines, in its order, by a look at its text: to offer a choice before
 * MaterialX is there to read it.
 */
export function materialNames(xml: string): string[] {
  // Before version 1.37 materials were elements of their own.
  const elements = withoutComments(xml).matchAll(/<(?:surfacematerial|material)\s([^>]*)>/g);
  return [...elements].flatMap(([, attributes]) => {
    const name = /(?:^|\s)name\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes!);
    return name ? [name[1] ?? name[2]!] : [];
  });
}
