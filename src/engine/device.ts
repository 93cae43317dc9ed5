export interface GpuFeatures {
  /** `shader-f16` is there. */
  readonly f16: boolean;
  /** ... and worth using: processors have no arithmetic in halves, and a hit takes twice as long there (ADR 0017). */
  readonly fastF16: boolean;
  readonly timestamps: boolean;
}

/** A device with what the rest of Patina needs to know of it. */
export interface Gpu {
  readonly device: GPUDevice;
  /** Vendor, architecture and description as the adapter states them; every run prints it. */
  readonly adapterName: string;
  readonly features: GpuFeatures;
  readonly limits: GPUSupportedLimits;
  readonly lost: Promise<GPUDeviceLostInfo>;
  /** Uncaptured errors so far, oldest first. Tests fail on any. */
  readonly errors: readonly string[];
  /** Called once for each uncaptured error. */
  onError?: (message: string) => void;
  dispose(): void;
}

export interface OpenGpuOptions {
  /** Dawn's in Node; the browser's own when left out. */
  gpu?: GPU;
  /** Ask for `shader-f16` where the adapter has it (default true). */
  f16?: boolean;
  label?: string;
}

/** Thrown by `openGpu`; `reason` is what a page can explain to its user. */
export class GpuUnavailableError extends Error {
  readonly reason: 'no-webgpu' | 'no-adapter' | 'limits';
  constructor(reason: GpuUnavailableError['reason'], message: string) {
    super(message);
    this.name = 'GpuUnavailableError';
    this.reason = reason;
  }
}

/** The least that every kernel may count on; most are WebGPU's own defaults. */
const REQUIRED_LIMITS: Partial<Record<keyof GPUSupportedLimits, number>> = {
  maxStorageBuffersPerShaderStage: 8,
  maxUniformBufferBindingSize: 65536,
  maxStorageBufferBindingSize: 134217728,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
};

/** Limits asked for up to these values where the adapter allows: large scenes, and bakes of 4096² latents with their levels (1.4 GB). */
const WANTED_LIMITS: Partial<Record<keyof GPUSupportedLimits, number>> = {
  maxStorageBuffersPerShaderStage: 10,
  maxStorageBufferBindingSize: 2 ** 31 - 4,
  maxBufferSize: 2 ** 31,
  maxTextureDimension2D: 16384,
};

/**
 * Opens a WebGPU device.
 * @throws GpuUnavailableError when there is no WebGPU, no adapter, or the adapter's limits are too low (named).
 */
export async function openGpu(options: OpenGpuOptions = {}): Promise<Gpu> {
  const gpu = options.gpu ?? globalThis.navigator?.gpu;
  if (!gpu)
    throw new GpuUnavailableError(
      'no-webgpu',
      'There is no WebGPU here (navigator.gpu is missing). In Node `nodeGpu` of patina/node opens it.',
    );
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new GpuUnavailableError('no-adapter', 'WebGPU found no graphics adapter.');
  const has = (name: GPUFeatureName) => adapter.features.has(name);
  const info = adapter.info;
  const adapterName = [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ');
  const f16 = options.f16 !== false && has('shader-f16');
  const features: GpuFeatures = {
    f16,
    fastF16: f16 && softwareAdapter(adapterName) === null,
    timestamps: has('timestamp-query'),
  };
  const requiredFeatures: GPUFeatureName[] = [];
  if (features.f16) requiredFeatures.push('shader-f16');
  if (features.timestamps) requiredFeatures.push('timestamp-query');
  if (has('float32-filterable')) requiredFeatures.push('float32-filterable');
  const label = options.label ?? 'patina';
  const device = await adapter.requestDevice({ label, requiredFeatures, requiredLimits: chooseLimits(adapter) });
  const errors: string[] = [];
  const opened: Gpu = {
    device,
    adapterName: adapterName || 'unnamed adapter',
    features,
    limits: device.limits,
    lost: device.lost,
    errors,
    dispose: () => device.destroy(),
  };
  device.addEventListener('uncapturederror', (event) => {
    errors.push(event.error.message);
    opened.onError?.(event.error.message);
  });
  return opened;
}

/** Which adapter that runs on the processor this is, by its name; null for hardware. */
export function softwareAdapter(adapterName: string): 'swiftshader' | 'lavapipe' | null {
  const name = adapterName.toLowerCase();
  return name.includes('swiftshader') ? 'swiftshader' : name.includes('llvmpipe') ? 'lavapipe' : null;
}

/** What a lost device breaks may be heard of this much before its loss is told. */
export const LOSS_NEWS_MS = 200;

/**
 * Whether the device is lost, or is told to be within `milliseconds`. A loss breaks what is under way before `lost` tells
 * it: who catches a failure asks here whether it was the device's.
 */
export async function lostWithin({ lost }: Pick<Gpu, 'lost'>, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  try {
    return await Promise.race([lost.then(() => true), patience]);
  } finally {
    clearTimeout(timer);
  }
}

function chooseLimits(adapter: GPUAdapter): Record<string, number> {
  const limits: Record<string, number> = {};
  for (const [key, least] of Object.entries(REQUIRED_LIMITS)) {
    const offered = adapter.limits[key as keyof GPUSupportedLimits] as number;
    if (offered < least)
      throw new GpuUnavailableError(
        'limits',
        `The graphics adapter offers ${key} = ${offered}; Patina needs ${least}.`,
      );
    limits[key] = least;
  }
  for (const [key, wanted] of Object.entries(WANTED_LIMITS))
    limits[key] = Math.min(wanted, adapter.limits[key as keyof GPUSupportedLimits] as number);
  return limits;
}
