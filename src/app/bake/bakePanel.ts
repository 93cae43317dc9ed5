import { decoderNames, type DecoderName } from '../../materials/neural/decoderSpec.ts';
import type { Layering } from '../../materials/layered/layeredProgram.ts';
import { element } from '../element.ts';
import { formatSeconds } from '../viewer/figures.ts';
import { type BakeChoice, DURATIONS, SIZES } from './bakeSettings.ts';
import { LossChart } from './lossChart.ts';

export type BakeState = 'empty' | 'opening' | 'ready' | 'compiling' | 'baking' | 'paused' | 'fallback' | 'done';

export interface BakeActions {
  choose(material: string): void;
  chooseLayering(): void;
  openFiles(): void;
  bake(): void;
  goOn(): void;
  saveCheckpoint(): void;
  pause(): void;
  resume(): void;
  cancel(): void;
  /** Of the bake that is shown, or of an earlier one by its file's name. */
  download(fileName?: string): void;
}

export interface ProgressLine {
  step: number;
  steps: number;
  secondsLeft: number;
  evaluation: number;
}

const WORDS: Record<BakeState, string> = {
  empty: 'Choose a material, or drop an .mtlx file with its images.',
  opening: 'Opening the document…',
  ready: 'Ready to bake.',
  compiling: 'Compiling the training kernels…',
  baking: 'Baking',
  paused: 'Paused',
  fallback: 'Fitting the glTF fallback for other viewers…',
  done: 'Done. The neural material is ready to download.',
};

const LEVELS = [
  ['all', 'Down to one texel'],
  ['finest', 'The finest alone, in half the time'],
] as const;

const LAYERINGS = [
  ['albedo', "MaterialX's own"],
  ['transport', 'Light transport'],
] as const;

const COATS = [
  ['kept', 'Kept as it is'],
  ['learned', 'Learned'],
] as const;

const RUNNING: ReadonlySet<BakeState> = new Set(['compiling', 'baking', 'paused', 'fallback']);

/** The controls of the bake page. It shows a state and reports presses; what they mean is decided elsewhere. */
export class BakePanel {
  readonly chart = new LossChart();
  private readonly actions: BakeActions;
  private readonly material = element('select', { id: 'material' });
  private readonly size: HTMLSelectElement;
  private readonly decoder: HTMLSelectElement;
  private readonly seconds: HTMLSelectElement;
  private readonly seed: HTMLInputElement;
  private readonly levels: HTMLSelectElement;
  private readonly layering: HTMLSelectElement;
  private readonly coat: HTMLSelectElement;
  private readonly coatField: HTMLElement;
  private readonly status = element('p', { role: 'status', class: 'bake-status' });
  private readonly progress = element('progress', { max: 1, value: 0, 'aria-label': 'Bake progress' });
  private readonly line = element('div', { class: 'progress-line quiet' });
  private readonly metrics = element('dl', { class: 'metrics' });
  private readonly loss = element('section', { class: 'panel-section' }, element('h2', {}, 'Loss'), this.chart.root);
  private readonly buttons: Record<
    'goOn' | 'bake' | 'pause' | 'cancel' | 'download' | 'saveCheckpoint',
    HTMLButtonElement
  >;
  private readonly earlier = element('div', { class: 'actions' });
  private state: BakeState = 'empty';
  private stopped: { step: number; steps: number } | undefined;

  constructor(root: HTMLElement, choice: BakeChoice, actions: BakeActions) {
    this.actions = actions;
    // An address may name a value that the list does not have.
    const sizes = [...new Set([...SIZES, choice.size])].toSorted((a, b) => a - b);
    this.size = select(
      'size',
      sizes.map((size) => [String(size), `${size} × ${size}`]),
      String(choice.size),
    );
    this.decoder = select(
      'decoder',
      decoderNames.map((name) => [name, name]),
      choice.decoder,
    );
    const durations = DURATIONS.map(([value, name]) => [String(value), name] as const);
    const listed = durations.some(([value]) => value === String(choice.seconds));
    const own = [String(choice.seconds), `${choice.seconds} seconds`] as const;
    this.seconds = select('seconds', listed ? durations : [own, ...durations], String(choice.seconds));
    this.seed = element('input', { id: 'seed', type: 'number', min: 0, max: 4294967295, step: 1, value: choice.seed });
    this.levels = select('levels', LEVELS, choice.levels ? 'all' : 'finest');
    this.layering = select('layering', LAYERINGS, choice.layering);
    this.layering.addEventListener('change', () => actions.chooseLayering());
    this.coat = select('coat', COATS, choice.keepCoat ? 'kept' : 'learned');
    this.coatField = labelled('Clear coat', this.coat);
    const button = (text: string, press: () => void, style = ''): HTMLButtonElement =>
      element('button', { type: 'button', class: style, onclick: press }, text);
    this.buttons = {
      goOn: button('Go on', () => actions.goOn(), 'primary wide'),
      bake: button('Bake', () => actions.bake(), 'primary wide'),
      pause: button('Pause', () => (this.state === 'paused' ? actions.resume() : actions.pause())),
      cancel: button('Cancel', () => actions.cancel()),
      download: button('Download GLB', () => actions.download(), 'primary wide'),
      saveCheckpoint: button('Save the checkpoint', () => actions.saveCheckpoint(), 'wide'),
    };
    this.material.addEventListener('change', () => actions.choose(this.material.value));
    this.build(root);
    this.showCoat(false);
    this.show('empty');
  }

  get choice(): BakeChoice {
    return {
      size: Number(this.size.value),
      decoder: this.decoder.value as DecoderName,
      seconds: Number(this.seconds.value),
      seed: Math.min(0xffffffff, Math.max(0, Math.floor(Number(this.seed.value) || 0))),
      levels: this.levels.value === 'all',
      layering: this.layering.value as Layering,
      keepCoat: this.coat.value === 'kept',
    };
  }

  showMaterials(materials: readonly { name: string; title: string }[], chosen: string): void {
    const none = element('option', { value: '', disabled: true }, 'Choose…');
    this.material.replaceChildren(
      none,
      ...materials.map(({ name, title }) => element('option', { value: name }, title)),
    );
    this.material.value = materials.some(({ name }) => name === chosen) ? chosen : '';
  }

  /** A material that was dropped joins the list. */
  list({ name, title }: { name: string; title: string }): void {
    const listed = [...this.material.options].find((option) => option.value === name);
    if (listed) listed.textContent = title;
    else this.material.append(element('option', { value: name }, title));
  }

  /** The material that is open. */
  showChosen(material: { name: string; title: string }): void {
    this.list(material);
    this.material.value = material.name;
  }

  /** Bakes of before that nobody has downloaded, and one of what is open that was stopped; the latter shown with the next state. */
  offer(earlier: readonly string[], stopped: { step: number; steps: number } | undefined): void {
    this.stopped = stopped;
    const download = (name: string) =>
      element(
        'button',
        { type: 'button', class: 'wide', onclick: () => this.actions.download(name) },
        `Download ${name}`,
      );
    this.earlier.replaceChildren(...earlier.map(download));
  }

  show(state: BakeState, words = WORDS[state]): void {
    this.state = state;
    document.documentElement.dataset['bake'] = state;
    // Screen readers repeat a status that is written anew, the same or not.
    if (this.status.textContent !== words) this.status.textContent = words;
    const running = RUNNING.has(state);
    this.progress.hidden = !running && state !== 'done';
    this.loss.hidden = this.progress.hidden;
    const { goOn, bake, pause, cancel, download, saveCheckpoint } = this.buttons;
    bake.hidden = running;
    bake.disabled = state === 'empty' || state === 'opening';
    bake.textContent = state === 'done' ? 'Bake again' : 'Bake';
    pause.hidden = !running;
    pause.disabled = state === 'compiling' || state === 'fallback';
    pause.textContent = state === 'paused' ? 'Resume' : 'Pause';
    cancel.hidden = !running;
    download.hidden = state !== 'done';
    saveCheckpoint.hidden = running || !this.stopped;
    goOn.hidden = saveCheckpoint.hidden || bake.disabled;
    if (this.stopped) goOn.textContent = `Go on from step ${this.stopped.step} of ${this.stopped.steps}`;
    bake.classList.toggle('primary', goOn.hidden);
    const { material, size, decoder, seconds, seed, levels, layering, coat } = this;
    for (const field of [material, size, decoder, seconds, seed, levels, layering, coat]) field.disabled = running;
  }

  /** Whether the document has a coat that a bake can keep. */
  showCoat(there: boolean): void {
    this.coatField.hidden = !there;
  }

  begin(): void {
    this.progress.value = 0;
    this.line.replaceChildren();
    this.metrics.replaceChildren();
    this.chart.clear();
  }

  showProgress({ step, steps, secondsLeft, evaluation }: ProgressLine): void {
    this.progress.value = step / steps;
    const left = element('span', {}, `Step ${step} of ${steps}, loss ${evaluation.toPrecision(3)}`);
    const time = step < steps ? `${formatSeconds(secondsLeft)} left` : '';
    this.line.replaceChildren(left, element('span', {}, time));
  }

  showMetrics(rows: readonly (readonly [name: string, value: string])[]): void {
    this.metrics.replaceChildren(
      ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
    );
  }

  private build(root: HTMLElement): void {
    const open = element(
      'button',
      { type: 'button', class: 'wide', onclick: () => this.actions.openFiles() },
      'Open .mtlx and images…',
    );
    const form = element(
      'div',
      { class: 'bake-form' },
      labelled('Material', this.material),
      open,
      labelled('Latent texture', this.size),
      labelled('Decoder', this.decoder),
      labelled('Training time', this.seconds),
      labelled('Seed', this.seed),
      labelled('Levels', this.levels),
      labelled('Layers', this.layering),
      this.coatField,
    );
    const { goOn, bake, pause, cancel, download, saveCheckpoint } = this.buttons;
    root.append(
      element(
        'header',
        { class: 'panel-head' },
        element('h1', {}, 'Bake'),
        element('a', { class: 'quiet', href: './index.html' }, 'To the viewer'),
      ),
      element('section', { class: 'panel-section' }, form),
      element(
        'section',
        { class: 'panel-section bake-form' },
        element('div', { class: 'actions' }, goOn, bake, pause, cancel, download, saveCheckpoint),
        this.earlier,
        this.status,
        this.progress,
        this.line,
      ),
      this.loss,
      element('section', { class: 'panel-section' }, this.metrics),
    );
  }
}

function labelled(name: string, control: HTMLElement): HTMLElement {
  return element('label', { class: 'field' }, element('span', {}, name), control);
}

function select(
  id: string,
  options: readonly (readonly [value: string, name: string])[],
  value: string,
): HTMLSelectElement {
  const made = element('select', { id }, ...options.map(([key, name]) => element('option', { value: key }, name)));
  made.value = value;
  return made;
}
