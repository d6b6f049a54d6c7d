/** Whether a model fits a machine, and why: told before it is fetched or loaded. */
import { packBytes, type PackDescription } from '../../core/formats/pack';
import { computesInHalves as inHalves, sizeText } from '../../core/formats/pack/pack-facts';
import { leastBuffer } from '../../runtime/call-size';
import type { Machine } from '../state/models';

export interface Fit {
  readonly fits: boolean;
  /** Sentences. */
  readonly says: string;
}

/** A page's WebAssembly has 32-bit addresses, and every weight goes through its memory. */
const PAGE_BYTES = 2 ** 32;
/** Beside its weights a network needs room for what it computes. */
const BESIDE = 1.25;
/** From here on a processor's seconds become minutes. */
const LARGE_BYTES = 500_000_000;

/** What a model needs, in words. */
export function needsOf(pack: PackDescription): string {
  const memory = `${sizeText(BESIDE * packBytes(pack))} of memory, about`;
  return inHalves(pack) ? `${memory}; made for a GPU with half precision` : memory;
}

/**
 * A large model that has no card to run on. A processor computes in float32: halves take twice their files there.
 * @param lack why not on a card
 */
function onWasm(pack: PackDescription, lack: string): Fit {
  const bytes = (inHalves(pack) ? 2 : 1) * packBytes(pack);
  return BESIDE * bytes > PAGE_BYTES
    ? {
        fits: false,
        says: `For ${lack}, and on WebAssembly its weights become float32: ${sizeText(bytes)} of the 4.3 GB that a page has for them and all that is computed. The command runs it: stillroom run, with --pack.`,
      }
    : {
        fits: true,
        says: `But ${lack}: on WebAssembly an image of a model of this size takes many minutes.`,
      };
}

export function fitOf(pack: PackDescription, { gpu, memoryBytes }: Machine): Fit {
  const bytes = packBytes(pack);
  const size = sizeText(bytes);
  if (BESIDE * bytes > PAGE_BYTES) {
    return {
      fits: false,
      says: `Its files take ${size}, and a page’s WebAssembly, which every weight goes through, has 4.3 GB for them and all that is computed. The command runs it: stillroom run, with --pack.`,
    };
  }
  if (memoryBytes !== null && BESIDE * bytes > memoryBytes) {
    return {
      fits: false,
      says: `Its files take ${size}, and this machine has ${sizeText(memoryBytes)} of memory.`,
    };
  }
  if (bytes < LARGE_BYTES) {
    return { fits: true, says: 'On WebGPU or WebAssembly, whichever is faster here.' };
  }
  const lack =
    gpu === null || gpu.software
      ? 'this browser has no graphics card to compute on'
      : inHalves(pack) && !gpu.half
        ? `${gpu.description} has no half precision (shader-f16)`
        : leastBuffer(pack) > gpu.buffer
          ? `${gpu.description} has buffers of ${sizeText(gpu.buffer)}, and its network needs ${sizeText(leastBuffer(pack))} at once`
          : null;
  if (lack !== null) return onWasm(pack, lack);
  return {
    fits: true,
    says: `On ${gpu?.description ?? 'the graphics card'}, where that has ${sizeText(BESIDE * bytes)} of its own memory to give: a browser does not tell how much there is.`,
  };
}
