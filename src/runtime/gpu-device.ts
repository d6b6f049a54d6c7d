/**
 * The WebGPU device that we own and hand to ONNX Runtime.
 *
 * Its own device would be destroyed with its last session; ours lives as long as the worker, and
 * its `lost` and `uncapturederror` are ours to hear. A software adapter is told apart here: it
 * computes correctly and two orders of magnitude slower than WebAssembly.
 */
import type { OwnNames } from '../core/by-name';
import { StillroomError } from '../core/errors';

export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  /** Vendor and architecture as the browser names them. */
  readonly description: string;
  /** True for a software implementation. */
  readonly software: boolean;
}

/** What a GPU is worth for a model, before one is opened on it. */
export interface AdapterFacts extends Omit<FoundAdapter, 'adapter'> {
  /** Computes in half precision. */
  readonly half: boolean;
  /** Bytes that one buffer may have. */
  readonly buffer: number;
}

/** Bytes that one buffer may have on an adapter, or a device with its limits. */
export function bufferOf({ limits }: Pick<GPUAdapter, 'limits'>): number {
  return Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
}

const SOFTWARE_NAMES = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

const LIMITS = [
  'maxBindGroups',
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

const FEATURES = ['shader-f16', 'subgroups'] as const satisfies readonly GPUFeatureName[];

/** What an adapter says of itself, in words, and whether it is software. */
export function describeAdapter(
  info: Pick<
    GPUAdapterInfo,
    'vendor' | 'architecture' | 'device' | 'description' | 'isFallbackAdapter'
  >,
): Omit<FoundAdapter, 'adapter'> {
  const { vendor, architecture, device, description, isFallbackAdapter } = info;
  const names = [vendor, architecture, device, description].filter((name) => name !== '');
  const text = [...new Set(names)].join(' ') || 'unnamed adapter';
  return { description: text, software: isFallbackAdapter || SOFTWARE_NAMES.test(text) };
}

/** The strongest adapter of this browser, or null where WebGPU is missing or blocked. */
export async function findAdapter(): Promise<FoundAdapter | null> {
  const gpu = typeof navigator === 'undefined' ? undefined : (navigator.gpu as GPU | undefined);
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  return adapter ? { adapter, ...describeAdapter(adapter.info) } : null;
}

/** The strongest adapter, as facts alone; null where there is none. */
export async function adapterFacts(): Promise<AdapterFacts | null> {
  const found = await findAdapter();
  if (found === null) return null;
  const { adapter, description, software } = found;
  const half = adapter.features.has('shader-f16');
  return { description, software, half, buffer: bufferOf(adapter) };
}

/** The error that a loss or an uncaptured error of a device becomes. */
function deviceError(what: string, outOfMemory: boolean): StillroomError {
  return outOfMemory
    ? new StillroomError(
        'OutOfMemory',
        `The graphics card is out of memory: ${what}. Lower the batch size, close other tabs, or choose the backend "wasm".`,
      )
    : new StillroomError(
        'DeviceLost',
        `The graphics device stopped working: ${what}. Load the model again, or choose the backend "wasm".`,
      );
}

async function heedLoss(
  device: GPUDevice,
  onFailure: (error: StillroomError) => void,
): Promise<void> {
  const { message, reason } = await device.lost;
  onFailure(deviceError(reason === 'destroyed' ? 'it was closed' : message || reason, false));
}

/**
 * Opens a device with the adapter's own limits.
 * @param onFailure told once for a lost device and for every error that no call reported
 * @throws StillroomError DeviceLost when the adapter gives no device
 */
export async function openDevice(
  { adapter, description }: FoundAdapter,
  onFailure: (error: StillroomError) => void,
): Promise<GPUDevice> {
  const requiredLimits: OwnNames<number> = Object.fromEntries(
    LIMITS.map((limit) => [limit, adapter.limits[limit]]),
  );
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({
      requiredLimits,
      requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw deviceError(`${description} gave no device (${reason})`, false);
  }
  device.addEventListener('uncapturederror', (event) => {
    onFailure(deviceError(event.error.message, event.error instanceof GPUOutOfMemoryError));
  });
  void heedLoss(device, onFailure);
  return device;
}
