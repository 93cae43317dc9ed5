import type { Page } from 'playwright';

/** A file to drop on a page: text or bytes. */
export type DroppedFile = readonly [name: string, content: string | Uint8Array];

/** Drops files on the page as a person's hand would, by a drop event that carries them. */
export async function dropFiles(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const encoded = files.map(([name, content]) => ({ name, base64: Buffer.from(content).toString('base64') }));
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, encoded);
}
