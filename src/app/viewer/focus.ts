import { Sphere, Vector3 } from 'three';
import type { CameraRig } from './cameraRig.ts';
import { isPlainKey } from './keys.ts';
import { middleOf, pick, type ScreenPoint } from './pick.ts';
import type { Subject } from './subject.ts';
import type { Viewer } from './viewer.ts';
import type { ViewState } from './viewState.ts';

/** Thin-lens focus: a double click puts what is under it in focus, the F key what is in the middle. */
export class Focus {
  private readonly rig: CameraRig;
  private readonly viewer: Viewer;
  private readonly state: ViewState;
  private point: Vector3 | undefined;
  /** What the point lies on: another object has none yet. */
  private subject: Subject | undefined;

  constructor(canvas: HTMLCanvasElement, rig: CameraRig, viewer: Viewer, state: ViewState) {
    this.rig = rig;
    this.viewer = viewer;
    this.state = state;
    const focusAt = (at: ScreenPoint) => {
      const point = pick(canvas, rig.camera, viewer.staging.root, at)?.surface?.point;
      if (!point) return;
      this.point = point;
      this.subject = viewer.staging.current;
      this.changed();
    };
    canvas.addEventListener('dblclick', focusAt);
    canvas.addEventListener('keydown', (event) => {
      if (isPlainKey(event, 'f')) focusAt(middleOf(canvas));
    });
  }

  /** The camera must reach the tracer again. */
  changed(): void {
    this.rig.touch();
  }

  /** Lens radius and depth in focus, metres: depth of the picked point, else of the subject's middle. */
  lens(): { aperture: number; focusDistance: number } {
    const { camera } = this.rig;
    const sphere = this.viewer.staging.bounds().getBoundingSphere(new Sphere());
    const picked = this.subject === this.viewer.staging.current ? this.point : undefined;
    const point = picked ?? sphere.center;
    const depth = point.clone().sub(camera.position).dot(camera.getWorldDirection(new Vector3()));
    return { aperture: this.state.lens * sphere.radius, focusDistance: Math.max(depth, sphere.radius * 1e-3) };
  }
}
