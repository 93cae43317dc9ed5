import { Euler, MathUtils, type PerspectiveCamera, Vector3 } from 'three';
import { hasModifier } from './keys.ts';

/** Directions in camera space, y up in the world. */
const KEYS: Partial<Record<string, readonly [number, number, number]>> = {
  KeyW: [0, 0, -1],
  KeyS: [0, 0, 1],
  KeyA: [-1, 0, 0],
  KeyD: [1, 0, 0],
  KeyQ: [0, -1, 0],
  KeyE: [0, 1, 0],
};
const RADIANS_PER_PIXEL = 0.0035;
const FASTER = 4;

/** Walks the camera: drag to look, W A S D to move, Q and E down and up, Shift faster. The horizon stays level. */
export class FlyControls {
  /** Metres a second. */
  speed = 1;
  enabled = false;
  private readonly camera: PerspectiveCamera;
  private readonly pressed = new Set<string>();
  private readonly angles = new Euler(0, 0, 0, 'YXZ');
  private readonly step = new Vector3();
  private turned = false;

  constructor(camera: PerspectiveCamera, surface: HTMLElement) {
    this.camera = camera;
    surface.addEventListener('pointerdown', (event) => {
      if (this.enabled && event.button === 0) surface.setPointerCapture(event.pointerId);
    });
    surface.addEventListener('pointermove', (event) => {
      if (this.enabled && surface.hasPointerCapture(event.pointerId)) this.look(event.movementX, event.movementY);
    });
    surface.addEventListener('keydown', (event) => {
      // macOS tells no release of a key that was pressed with Cmd.
      if (!this.enabled || hasModifier(event)) return;
      if (!KEYS[event.code] && !event.code.startsWith('Shift')) return;
      this.pressed.add(event.code);
      event.preventDefault();
    });
    surface.addEventListener('keyup', (event) => this.pressed.delete(event.code));
    surface.addEventListener('blur', () => this.pressed.clear());
  }

  /** Moves by what is pressed; true if the camera moved or turned since the last call. */
  update(seconds: number): boolean {
    const turned = this.turned;
    this.turned = false;
    if (!this.enabled) return false;
    this.step.set(0, 0, 0);
    for (const key of this.pressed) {
      const direction = KEYS[key];
      if (direction) this.step.add(new Vector3(...direction));
    }
    if (this.step.lengthSq() === 0) return turned;
    const faster = this.pressed.has('ShiftLeft') || this.pressed.has('ShiftRight') ? FASTER : 1;
    this.step.normalize().multiplyScalar(this.speed * faster * seconds);
    this.camera.position.add(this.step.applyQuaternion(this.camera.quaternion));
    return true;
  }

  private look(dx: number, dy: number): void {
    this.angles.setFromQuaternion(this.camera.quaternion);
    this.angles.y -= dx * RADIANS_PER_PIXEL;
    this.angles.x = MathUtils.clamp(this.angles.x - dy * RADIANS_PER_PIXEL, -1.55, 1.55);
    this.angles.z = 0;
    this.camera.quaternion.setFromEuler(this.angles);
    this.turned = true;
  }
}
