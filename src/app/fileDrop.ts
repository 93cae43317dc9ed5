import { collectChosenFiles, collectDroppedFiles } from './collectFiles.ts';
import { element } from './element.ts';
import type { FileSet } from './fileSet.ts';

/** Files dropped anywhere on the page, or chosen in a dialog, reach one function. */
export class FileDrop {
  readonly hint = element('div', { class: 'drop-hint', hidden: true }, 'Drop files to open them');
  private readonly input = element('input', { type: 'file', multiple: true, hidden: true, 'data-role': 'open-files' });
  private depth = 0;

  /** `onError` gets what went wrong while the files were collected. */
  constructor(onFiles: (files: FileSet) => void, onError: (cause: unknown) => void) {
    document.body.append(this.input);
    this.input.addEventListener('change', () => {
      if (this.input.files?.length) onFiles(collectChosenFiles(this.input.files));
      this.input.value = ''; // the same file may be chosen again
    });
    window.addEventListener('dragenter', (event) => this.enter(event));
    window.addEventListener('dragleave', () => this.leave());
    window.addEventListener('dragover', (event) => event.preventDefault());
    window.addEventListener('drop', (event) => {
      event.preventDefault();
      this.depth = 0;
      this.hint.hidden = true;
      if (event.dataTransfer) collectDroppedFiles(event.dataTransfer).then(onFiles).catch(onError);
    });
  }

  openDialog(): void {
    this.input.click();
  }

  // dragenter and dragleave come for every element on the way: what counts is how deep we are.
  private enter(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.depth += 1;
    this.hint.hidden = false;
  }

  private leave(): void {
    this.depth = Math.max(0, this.depth - 1);
    if (this.depth === 0) this.hint.hidden = true;
  }
}
