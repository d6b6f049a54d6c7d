/**
 * One call of a pack's network on the graphics device beside the same call on the processor.
 *
 * Drivers and shaders exist that compute some graph wrongly, and finitely: pictures then look odd, or good
 * and are others (microsoft/onnxruntime #31626, #32134). The probe that chooses a backend is a small graph of
 * our own and says nothing of a pack's. What both give differs by rounding: a device may be wrong by 2^-11 in
 * a sine, which a network's timestep embedding made 2e-3 of its prediction; half precision rounds each number
 * to eleven bits, through some hundred layers. Beyond that the backend is refused.
 */
import type { Condition } from '../core/diffusion/condition';
import { StillroomError } from '../core/errors';
import type { PackDescription } from '../core/formats/pack';
import { computesInHalves } from '../core/formats/pack/pack-facts';
import { relativeDifference } from './backend';
import type { ConditionMaker } from './conditions/condition-maker';
import { OrtDiffuser, type DiffuserGraphs } from './ort-diffuser';
import type { LoadedGraph } from './pack-loader';
import type { Session } from './session';

/**
 * Of the largest number: a hundred roundings to eleven bits, one on top of the other. It is half precision's
 * bound for every pack, since a graph that computes in halves may take and give float32.
 */
const BOUND = 100 * 2 ** -11;

/** Weights for which the processor's memory has room beside everything else: WebAssembly has 4 GB. */
const LARGEST_BYTES = 1e9;

/** A row that the network was run on, and what it gave on the device. */
export interface DeviceAnswer {
  readonly sample: Float32Array;
  readonly timesteps: Float32Array;
  readonly condition: Condition;
  readonly noise: Float32Array;
}

export interface SelfTest {
  /** Largest difference over the largest number; null where no comparison was made. */
  readonly difference: number | null;
  /** What is not known of the backend for want of the comparison. */
  readonly warning: string | null;
}

/** A backend whose numbers of a pack are wrong, or must be expected to be; its code is Unsupported. */
export class Miscomputed extends StillroomError {}

/**
 * Half precision on a device without `shader-f16`: some builds of ONNX Runtime gave zeros there and no error.
 * @throws Miscomputed
 */
export function requireHalves(
  pack: PackDescription,
  device: Pick<GPUDevice, 'features'>,
  adapter: string,
): void {
  if (!computesInHalves(pack) || device.features.has('shader-f16')) return;
  throw new Miscomputed(
    'Unsupported',
    `${pack.name} computes in half precision, which WebGPU on ${adapter} does not have (shader-f16). Choose the backend "wasm", or a pack made without --half.`,
    { pack: pack.id },
  );
}

/** @throws Miscomputed where the difference is more than rounding makes */
export function requireAlike(
  { name }: Pick<PackDescription, 'name'>,
  adapter: string,
  onDevice: Float32Array,
  onProcessor: Float32Array,
): number {
  const difference = relativeDifference(onDevice, onProcessor);
  if (difference <= BOUND) return difference;
  throw new Miscomputed(
    'Unsupported',
    `WebGPU on ${adapter} computes the network of ${name} wrongly: its numbers are off by ${(100 * difference).toFixed(difference < 0.1 ? 1 : 0)} % of the largest from the processor's, where rounding makes ${(100 * BOUND).toFixed(0)} % at most. Choose the backend "wasm", or another browser or driver.`,
    { difference, bound: BOUND },
  );
}

/**
 * @param graphs as they run on the device
 * @throws Miscomputed, and what opening and running the network on the processor may throw
 */
export async function selfTest(
  session: Session,
  pack: PackDescription,
  denoiser: LoadedGraph,
  { graphs, conditions }: { readonly graphs: DiffuserGraphs; readonly conditions: ConditionMaker },
  adapter: string,
  { noise, ...row }: DeviceAnswer,
): Promise<SelfTest> {
  const { graphs: described } = pack;
  const bytes = [described.denoiser, ...described.denoiser.data].reduce(
    (sum, file) => sum + file.bytes,
    0,
  );
  if (bytes > LARGEST_BYTES) {
    return {
      difference: null,
      warning: `The network of ${pack.name} is too large to be run on the processor too: whether WebGPU on ${adapter} computes it rightly was not compared.`,
    };
  }
  const graph = await session.createGraph('denoiser', { ...denoiser, onProcessor: true });
  try {
    const there = new OrtDiffuser(pack, { ...graphs, denoiser: graph }, conditions);
    const expected = await there.predictNoise({ ...row, rows: 1 });
    return { difference: requireAlike(pack, adapter, noise, expected), warning: null };
  } finally {
    await graph.release();
  }
}
