import type { Gpu } from '../engine/device.ts';
import type { Kernel } from '../engine/kernel.ts';
import type { Material, MaterialResources } from '../materials/program.ts';
import { createSeeThroughKernel, createShadowKernels, type ShadowKernels } from './shadowRounds.ts';
import { createMediaTraceKernel, createShadeKernel } from './waveKernels.ts';

/** Of a split view: `a` left of the split (all of the image without one), `b` right of it. */
export type Side = 'a' | 'b';

export interface ProgramStatus {
  readonly key: string;
  readonly label: string;
  readonly state: 'compiling' | 'ready' | 'failed';
  /** From the request to a usable pipeline; shared pipelines report what this request waited. */
  readonly compileMs?: number;
  readonly error?: string;
}

/** A material that can be dispatched. */
export interface ReadyMaterial {
  readonly material: Material;
  readonly kernel: Kernel;
  /** Group 1: the program's own bindings. */
  readonly group: GPUBindGroup;
  /** Of surfaces that are not everywhere there: what light samples ask. */
  readonly passing?: { readonly kernel: Kernel; readonly group: GPUBindGroup };
}

type Slot = { material: Material; ready?: ReadyMaterial };

/** The materials of both sides, by material index, and the programs that shade them as they become ready. */
export class MaterialBins {
  readonly #gpu: Gpu;
  readonly #onReady: () => void;
  readonly #slots: Record<Side, Slot[] | undefined> = { a: undefined, b: undefined };
  readonly #programs = new Map<string, ProgramStatus>();
  readonly #kernels = new Map<string, Promise<Kernel>>();
  #shadows: ShadowKernels | undefined;
  #media: Kernel | undefined;
  /** By material, or by its bank's key. */
  readonly #uploads = new Map<object, Promise<MaterialResources>>();

  /** `onReady` is called each time a material starts to be shaded by its own program. */
  constructor(gpu: Gpu, onReady: () => void) {
    this.#gpu = gpu;
    this.#onReady = onReady;
  }

  has(side: Side): boolean {
    return this.#slots[side] !== undefined;
  }

  /** Undefined while the material's program or its resources are not ready. */
  ready(side: Side, index: number): ReadyMaterial | undefined {
    return this.#slots[side]?.[index]?.ready;
  }

  /** Kernels for light samples that go through surfaces, where a shown material of these sides lets them. */
  shadowKernels(sides: readonly Side[]): ShadowKernels | undefined {
    const passing = sides.some((side) => this.#slots[side]?.some(({ ready }) => ready?.passing));
    return passing ? this.#shadows : undefined;
  }

  /** In place of `trace`, where a shown material of these sides fills its mesh. */
  mediaKernel(sides: readonly Side[]): Kernel | undefined {
    const fills = sides.some((side) => this.#slots[side]?.some(({ ready }) => ready?.material.program.fills));
    return fills ? this.#media : undefined;
  }

  material(side: Side, index: number): Material | undefined {
    return this.#slots[side]?.[index]?.material;
  }

  get programs(): ProgramStatus[] {
    return [...this.#programs.values()];
  }

  /** Resolves when all are ready. @throws the first compile or upload error; the others go on. */
  async set(materials: readonly Material[], side: Side): Promise<void> {
    const slots = materials.map((material): Slot => ({ material }));
    this.#slots[side] = slots;
    this.#forgetUnused();
    await Promise.all(slots.map((slot) => this.#prepare(slot, slots, side)));
  }

  clear(): void {
    this.#slots.a = undefined;
    this.#slots.b = undefined;
    this.#forgetUnused();
  }

  async #prepare(slot: Slot, slots: Slot[], side: Side): Promise<void> {
    const { material } = slot;
    const [kernel, resources, passing] = await Promise.all([
      this.#kernel(material),
      this.#upload(material),
      this.#passingKernel(material),
      this.#prepareMedia(material),
    ]).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`material '${material.name}' (${material.program.label}): ${reason}`, { cause });
    });
    // Replaced while it compiled: its resources are gone.
    if (this.#slots[side] !== slots) return;
    slot.ready = {
      material,
      kernel,
      group: kernel.bindGroup(1, resources.resources),
      ...(passing && { passing: { kernel: passing, group: passing.bindGroup(1, resources.resources) } }),
    };
    this.#onReady();
  }

  #kernel({ program }: Material): Promise<Kernel> {
    const found = this.#kernels.get(program.key);
    if (found) return found;
    const named = { key: program.key, label: program.label };
    this.#programs.set(program.key, { ...named, state: 'compiling' });
    const pending = createShadeKernel(this.#gpu, program);
    this.#kernels.set(program.key, pending);
    pending.then(
      ({ compileMs }) => this.#programs.set(program.key, { ...named, state: 'ready', compileMs }),
      (error: unknown) => {
        this.#programs.set(program.key, { ...named, state: 'failed', error: String(error) });
        this.#kernels.delete(program.key);
      },
    );
    return pending;
  }

  async #passingKernel({ program }: Material): Promise<Kernel | undefined> {
    if (!program.seeThrough) return undefined;
    const [kernel, shadows] = await Promise.all([
      createSeeThroughKernel(this.#gpu, program),
      createShadowKernels(this.#gpu),
    ]);
    this.#shadows = shadows;
    return kernel;
  }

  async #prepareMedia({ program }: Material): Promise<void> {
    if (program.fills) this.#media = await createMediaTraceKernel(this.#gpu);
  }

  #upload(material: Material): Promise<MaterialResources> {
    const owner = ownerOf(material);
    const found = this.#uploads.get(owner) ?? material.upload(this.#gpu);
    this.#uploads.set(owner, found);
    return found;
  }

  /** Frees what no side uses any more. Pipelines stay: they are small, and users switch back and forth. */
  #forgetUnused(): void {
    const used = new Set([...(this.#slots.a ?? []), ...(this.#slots.b ?? [])].map((slot) => ownerOf(slot.material)));
    for (const [owner, upload] of this.#uploads) {
      if (used.has(owner)) continue;
      this.#uploads.delete(owner);
      upload.then(
        (resources) => resources.dispose(),
        () => undefined, // it failed and was reported by `set`; there is nothing to free
      );
    }
  }
}

/** What resources belong to: materials of a bank share theirs. */
function ownerOf(material: Material): object {
  return material.bank?.key ?? material;
}
