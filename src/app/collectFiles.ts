import { FileSet } from './fileSet.ts';

/** A folder dropped by mistake may hold a whole disk. */
const MAX_FILES = 2000;

/**
 * Every file of a drop, folders opened. Must be called within the drop event: the browser empties the transfer
 * afterwards, so the entries are taken before the first await.
 */
export async function collectDroppedFiles(transfer: DataTransfer): Promise<FileSet> {
  const items = [...transfer.items].filter((item) => item.kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry());
  const loose = [...transfer.files];
  if (entries.some((entry) => entry === null)) return new FileSet(loose.map((file) => [file.name, file]));
  const found: [string, File][] = [];
  for (const entry of entries) if (entry) await openEntry(entry, found);
  return new FileSet(found);
}

/** The files of an `<input type="file">`, with their folders where the browser gives them. */
export function collectChosenFiles(list: FileList): FileSet {
  return new FileSet([...list].map((file) => [file.webkitRelativePath || file.name, file]));
}

async function openEntry(entry: FileSystemEntry, found: [string, File][]): Promise<void> {
  if (found.length >= MAX_FILES) throw new Error(`More than ${MAX_FILES} files were dropped.`);
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.push([entry.fullPath, file]);
  } else if (entry instanceof FileSystemDirectoryEntry) {
    const reader = entry.createReader();
    // readEntries gives at most 100 at a time, and an empty list at the end.
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (batch.length === 0) return;
      for (const child of batch) await openEntry(child, found);
    }
  }
}
