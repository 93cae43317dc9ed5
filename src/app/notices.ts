import { element } from './element.ts';

export type Severity = 'info' | 'warning' | 'error';

const MAX_SHOWN = 12;

/** The list of messages over the image. Equal messages are shown once; each can be dismissed. */
export class Notices {
  readonly root = element('div', { class: 'notices', role: 'log', 'aria-label': 'Messages', tabindex: 0 });
  private readonly shown = new Map<string, HTMLElement>();
  private readonly onError: (text: string) => void;

  /** `onError` hears of every error that is shown. */
  constructor(onError: (text: string) => void) {
    this.onError = onError;
  }

  add(severity: Severity, text: string): void {
    if (severity === 'error') this.onError(text);
    this.dismiss(text);
    const close = element(
      'button',
      { type: 'button', 'aria-label': 'Dismiss', onclick: () => this.dismiss(text) },
      '✕',
    );
    const notice = element('div', { class: `notice ${severity}` }, element('span', {}, text), close);
    this.shown.set(text, notice);
    this.root.prepend(notice);
    for (const oldest of this.shown.keys()) {
      if (this.shown.size <= MAX_SHOWN) break;
      this.dismiss(oldest);
    }
  }

  /** Shows what was thrown, with its causes, and leaves the whole of it in the console. */
  error(cause: unknown, doing = ''): void {
    console.error(cause);
    this.add('error', doing ? `${doing}: ${describe(cause)}` : describe(cause));
  }

  dismiss(text: string): void {
    this.shown.get(text)?.remove();
    this.shown.delete(text);
  }
}

/** The message of anything thrown, with the messages of its causes. */
export function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause === undefined ? thrown.message : `${thrown.message} (${describe(thrown.cause)})`;
}
