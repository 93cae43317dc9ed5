import { element } from '../element.ts';
import type { Rect } from '../imageRect.ts';

const STEP = 0.02;
/** Of a slider's keys. */
const STEPS: Partial<Record<string, number>> = {
  ArrowLeft: -STEP,
  ArrowDown: -STEP,
  ArrowRight: STEP,
  ArrowUp: STEP,
  PageDown: -0.1,
  PageUp: 0.1,
};

/** The bar between reference (left) and neural (right), with the names of both; pointer and arrow keys move it. */
export class SplitBar {
  readonly root = element('div', { class: 'split' });
  private readonly bar = element('div', {
    class: 'split-bar',
    role: 'slider',
    tabindex: 0,
    'aria-label': 'Split between reference and neural',
    'aria-valuemin': 0,
    'aria-valuemax': 100,
  });
  private readonly left = element('div', { class: 'side-label', 'data-side': 'left' });
  private readonly right = element('div', { class: 'side-label', 'data-side': 'right' });
  private readonly onMove: (position: number) => void;
  private rect: Rect = { x: 0, y: 0, width: 1, height: 1 };
  private value = 0.5;

  constructor(onMove: (position: number) => void) {
    this.onMove = onMove;
    this.root.append(this.left, this.right, this.bar);
    this.bar.addEventListener('pointerdown', (event) => this.bar.setPointerCapture(event.pointerId));
    this.bar.addEventListener('pointermove', (event) => {
      if (this.bar.hasPointerCapture(event.pointerId)) this.dragTo(event.clientX);
    });
    this.bar.addEventListener('keydown', (event) => this.key(event));
  }

  /** `rect`: where the image lies in the overlay, CSS pixels. */
  place(rect: Rect): void {
    this.rect = rect;
    this.draw();
  }

  /** Labels without a text are not shown. */
  show({ bar, left, right }: { bar: boolean; left: string; right: string }): void {
    this.bar.hidden = !bar;
    for (const [label, text] of [
      [this.left, left],
      [this.right, right],
    ] as const) {
      label.textContent = text;
      label.hidden = !text;
    }
  }

  private dragTo(clientX: number): void {
    const left = this.root.parentElement?.getBoundingClientRect().left ?? 0;
    this.moveTo((clientX - left - this.rect.x) / this.rect.width);
  }

  private key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step !== undefined) this.moveTo(this.value + step);
    else if (event.key === 'Home') this.moveTo(0);
    else if (event.key === 'End') this.moveTo(1);
    else return;
    event.preventDefault();
  }

  private moveTo(position: number): void {
    this.value = Math.min(1, Math.max(0, position));
    this.draw();
    this.onMove(this.value);
  }

  private draw(): void {
    const { x, y, width, height } = this.rect;
    this.bar.setAttribute('aria-valuenow', String(Math.round(this.value * 100)));
    this.bar.style.left = `${x + width * this.value}px`;
    this.bar.style.top = `${y}px`;
    this.bar.style.height = `${height}px`;
    this.left.style.left = `${x + 12}px`;
    this.right.style.right = `calc(100% - ${x + width - 12}px)`;
  }
}
