import { type Box3, PerspectiveCamera, Sphere, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { FlyControls } from './flyControls.ts';
import { hasModifier } from './keys.ts';

/** How long after the last motion the full resolution comes back, in ms. */
const SETTLE_MS = 250;
const KEY_TURN = 0.06;
const KEY_ZOOM = 1.1;

/** The camera and the two ways to move it. Survives a lost device: nothing here lives on the GPU. */
export class CameraRig {
  readonly camera = new PerspectiveCamera(35, 1, 0.01, 1000);
  private readonly orbit: OrbitControls;
  private readonly fly: FlyControls;
  private changed = true;
  private lastMotion = -Infinity;
  private fieldOfView = 35;

  constructor(surface: HTMLElement) {
    this.orbit = new OrbitControls(this.camera, surface);
    this.orbit.enableDamping = true;
    this.orbit.dampingFactor = 0.15;
    this.orbit.addEventListener('change', () => (this.changed = true));
    this.fly = new FlyControls(this.camera, surface);
    surface.addEventListener('keydown', (event) => this.turnByKey(event));
  }

  get mode(): 'orbit' | 'fly' {
    return this.fly.enabled ? 'fly' : 'orbit';
  }

  set mode(mode: 'orbit' | 'fly') {
    const flying = mode === 'fly';
    if (!flying && this.fly.enabled) {
      // Orbit round what is straight ahead, at the distance of before.
      const distance = this.orbit.getDistance();
      const ahead = this.camera.getWorldDirection(new Vector3()).multiplyScalar(distance);
      this.orbit.target.copy(this.camera.position).add(ahead);
    }
    this.fly.enabled = flying;
    this.orbit.enabled = !flying;
  }

  /** Puts everything in `bounds` in view, from a little above and to the side. */
  frame(bounds: Box3): void {
    const sphere = bounds.getBoundingSphere(new Sphere());
    const radius = Math.max(sphere.radius, 1e-3);
    const distance = radius / Math.sin((this.fieldOfView * Math.PI) / 360);
    const direction = new Vector3(0.35, 0.3, 1).normalize();
    this.camera.near = radius / 100;
    this.camera.far = radius * 100;
    this.camera.position.copy(sphere.center).addScaledVector(direction, distance * 0.86);
    this.orbit.target.copy(sphere.center);
    this.orbit.minDistance = radius / 50;
    this.orbit.maxDistance = radius * 20;
    this.fly.speed = radius;
    this.orbit.update();
    this.changed = true;
  }

  /** `width / height` of the image. */
  setAspect(aspect: number): void {
    if (this.camera.aspect === aspect) return;
    this.camera.aspect = aspect;
    this.project();
  }

  /** Along the image's shorter side, so that what fits a wide window fits a tall one. */
  setFieldOfView(degrees: number): void {
    this.fieldOfView = degrees;
    this.project();
  }

  /** Something else about the camera changed: its lens. */
  touch(): void {
    this.changed = true;
  }

  /** Applies input of the last `seconds`; true if the image's camera is another one now. */
  update(seconds: number, now: number): boolean {
    if (this.fly.update(seconds)) this.changed = true;
    if (this.orbit.enabled) this.orbit.update(seconds);
    const moved = this.changed;
    this.changed = false;
    if (moved) {
      this.camera.updateMatrixWorld();
      this.lastMotion = now;
    }
    return moved;
  }

  moving(now: number): boolean {
    return now - this.lastMotion < SETTLE_MS;
  }

  private project(): void {
    const half = Math.tan((this.fieldOfView * Math.PI) / 360) / Math.min(1, this.camera.aspect);
    this.camera.fov = (Math.atan(half) * 360) / Math.PI; // three's is vertical
    this.camera.updateProjectionMatrix();
    this.changed = true;
  }

  private turnByKey(event: KeyboardEvent): void {
    if (!this.orbit.enabled || hasModifier(event)) return;
    const turns: Partial<Record<string, () => void>> = {
      ArrowLeft: () => this.orbit.rotateLeft(KEY_TURN),
      ArrowRight: () => this.orbit.rotateLeft(-KEY_TURN),
      ArrowUp: () => this.orbit.rotateUp(KEY_TURN),
      ArrowDown: () => this.orbit.rotateUp(-KEY_TURN),
      // three multiplies the distance by what it is given to come in by.
      '+': () => this.orbit.dollyIn(1 / KEY_ZOOM),
      '-': () => this.orbit.dollyOut(1 / KEY_ZOOM),
    };
    const turn = turns[event.key];
    if (!turn) return;
    turn();
    event.preventDefault();
  }
}
