import { type Intersection, type Material, Mesh, type PerspectiveCamera } from 'three';
import { element } from '../element.ts';
import { describe, type Notices } from '../notices.ts';
import { isPlainKey } from './keys.ts';
import { middleOf, type Picked, pick, type ScreenPoint } from './pick.ts';
import type { Viewer } from './viewer.ts';
import { splitPosition, type ViewState } from './viewState.ts';

/** A click that moved further than this was a turn of the camera, CSS pixels. */
const STILL = 4;

/**
 * A click with Alt says what is under it, the P key what is in the middle: material, uv, radiance. The next press on the image,
 * Escape, or another thing to show puts the answer away.
 */
export class Probe {
  readonly root = element('dl', { class: 'probe', role: 'status', hidden: true });
  private readonly camera: PerspectiveCamera;
  private readonly viewer: Viewer;
  private readonly state: ViewState;
  /** What the answer speaks of. */
  private spokenOf = '';

  constructor(
    canvas: HTMLCanvasElement,
    camera: PerspectiveCamera,
    viewer: Viewer,
    state: ViewState,
    notices: Notices,
  ) {
    this.camera = camera;
    this.viewer = viewer;
    this.state = state;
    const ask = (at: ScreenPoint) =>
      void this.ask(canvas, at).catch((cause: unknown) => notices.add('error', `The probe: ${describe(cause)}`));
    let pressed = { x: 0, y: 0 };
    canvas.addEventListener('pointerdown', ({ clientX, clientY }) => {
      pressed = { x: clientX, y: clientY };
      this.root.hidden = true;
    });
    canvas.addEventListener('click', (event) => {
      const moved = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
      if (!event.altKey || moved > STILL) return;
      ask(event);
    });
    canvas.addEventListener('keydown', (event) => {
      if (isPlainKey(event, 'p')) ask(middleOf(canvas));
      if (event.key === 'Escape') this.root.hidden = true;
    });
  }

  /** Called with every frame: an answer about what is no longer shown goes. */
  update(): void {
    if (!this.root.hidden && this.spokenOf !== this.shown) this.root.hidden = true;
  }

  /** What an answer speaks of: object, light, and the material on either side. */
  private get shown(): string {
    const { staging, sides } = this.viewer;
    return JSON.stringify([staging.current?.name, this.state.environment, sides.title, sides.first, sides.both]);
  }

  private async ask(canvas: HTMLCanvasElement, at: ScreenPoint): Promise<void> {
    const { shown } = this;
    const picked = pick(canvas, this.camera, this.viewer.staging.root, at);
    if (!picked) return;
    const rows = [...this.surfaceRows(picked), ...(await this.radianceRows(picked))];
    if (this.shown !== shown) return await this.ask(canvas, at);
    this.spokenOf = shown;
    this.root.replaceChildren(...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
    this.root.hidden = false;
    this.place(canvas, at);
  }

  private surfaceRows({ x, surface }: Picked): [string, string][] {
    if (!surface) return [['Material', 'none: the environment']];
    const { uv, distance } = surface;
    const rows: [string, string][] = [['Material', this.materialName(surface, x)]];
    if (uv) rows.push(['uv', `${uv.x.toFixed(4)}, ${uv.y.toFixed(4)}`]);
    rows.push(['Distance', `${distance.toPrecision(4)} m`]);
    return rows;
  }

  /** What the path tracer shades there: the chosen material where it takes the place of the scene's own. */
  private materialName({ object, face }: Intersection, x: number): string {
    const { sides, staging } = this.viewer;
    const own = materialOf(object, face?.materialIndex);
    const replaced = staging.current?.ownMaterials || own?.userData['patina'] !== undefined;
    const title = sides.title;
    if (!title || !sides.first || !replaced) return own?.name || 'without a name';
    if (!sides.both) return `${title} (${sides.first})`;
    if (this.state.mode === 'difference') return title;
    return `${title} (${x < splitPosition(this.state) ? 'reference' : 'neural'})`;
  }

  private async radianceRows({ x, y }: Picked): Promise<[string, string][]> {
    const { renderer } = this.viewer;
    // A difference takes turns with one film: its radiance is now that of one side, now of the other.
    if (!renderer || renderer.tracer.samples === 0 || this.state.mode === 'difference') return [];
    const { width, height, mean, samples } = await renderer.tracer.readRadiance();
    const pixel = Math.floor(y * height) * width + Math.floor(x * width);
    const radiance = [...mean.subarray(pixel * 3, pixel * 3 + 3)].map((value) => value.toPrecision(3));
    return [
      ['Radiance', radiance.join(', ')],
      ['Samples', String(samples[pixel])],
    ];
  }

  /** Beside what was asked about, within the image. */
  private place(canvas: HTMLCanvasElement, { clientX, clientY }: ScreenPoint): void {
    const box = canvas.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.root;
    const x = Math.min(clientX - box.left + 12, box.width - offsetWidth);
    const y = Math.min(clientY - box.top + 12, box.height - offsetHeight);
    this.root.style.left = `${Math.max(0, x)}px`;
    this.root.style.top = `${Math.max(0, y)}px`;
  }
}

function materialOf(object: unknown, index = 0): Material | undefined {
  if (!(object instanceof Mesh)) return undefined;
  const material = object.material as Material | Material[];
  return Array.isArray(material) ? material[index] : material;
}
