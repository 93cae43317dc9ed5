import { element } from '../element.ts';
import type { Rect } from '../imageRect.ts';

/** A word over a part of the image about what it waits for; the part itself is dimmed. */
export class SideVeil {
  readonly root = element('div', { class: 'side-veil', role: 'status', hidden: true });
  private readonly words = element('span', { class: 'activity' });

  constructor() {
    this.root.append(this.words);
  }

  show(text: string): void {
    // Screen readers repeat a status that is written anew, the same or not.
    if (this.words.textContent !== text) this.words.textContent = text;
    this.root.hidden = false;
  }

  hide(): void {
    this.root.hidden = true;
  }

  /** Covers `image` between two shares of its width. */
  place(image: Rect, from = 0, to = 1): void {
    this.root.style.left = `${image.x + image.width * from}px`;
    this.root.style.top = `${image.y}px`;
    this.root.style.width = `${image.width * (to - from)}px`;
    this.root.style.height = `${image.height}px`;
  }
}
