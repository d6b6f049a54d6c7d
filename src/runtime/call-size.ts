/**
 * How many rows a call of a pack's network may have, and from where on a picture is decoded in tiles: by the
 * largest array inside a call, which must fit one buffer of the backend.
 *
 * A graph does not say how large it gets inside before it runs. The published networks of the families that packs
 * are made of do, and packs of narrower ones compute less than this says:
 * - the decoder holds 256 channels at the picture's full side (its last level but one, just enlarged), and its
 *   attention a number for every pair of latent cells;
 * - the encoder holds 128 channels at that side;
 * - Stable Diffusion 1's and 2's UNet attends from every latent cell to every other with 8 heads (5 in 2.1), SDXL's
 *   from the halved latent on with 10, DiT-XL/2 between patches of two by two cells with 16.
 */
import { latentSize } from '../core/diffusion/types';
import type { PackDescription } from '../core/formats/pack';
import { computesInHalves } from '../core/formats/pack/pack-facts';
import { bufferOf } from './gpu-device';
import type { Session } from './session';

const FLOAT = 4;
const DECODER_CHANNELS = 256;
const ENCODER_CHANNELS = 128;
const TEXT_HEADS = 8;
const HALVED_HEADS = 10;
const PATCH_HEADS = 16;

/** A page's WebAssembly has 4 GB for everything: weights, and several such arrays at a time. */
const WASM_BUFFER = 2 ** 30;
/** A native runtime takes what it needs of the machine's memory; a few rows at 1024 pixels. */
const NATIVE_BUFFER = 2 ** 32;

/** Smallest side of a tile, in pixels. */
const SMALLEST_TILE = 64;

type Sizes = Pick<PackDescription, 'resolution' | 'latent' | 'condition'>;

/** Bytes that one array may have where a session computes. */
export function largestBuffer({ backend, device }: Pick<Session, 'backend' | 'device'>): number {
  if (device !== null) return bufferOf(device);
  return backend === 'wasm' ? WASM_BUFFER : NATIVE_BUFFER;
}

/** The smallest buffer that a network of a pack can do with, for one row: by the family's fewest heads, in its own type. */
export function leastBuffer(pack: PackDescription): number {
  const { condition } = pack;
  const fewest = condition.kind === 'text' && condition.encoders.length === 1 ? 5 / TEXT_HEADS : 1;
  return fewest * rowArrays(pack).denoiser * (computesInHalves(pack) ? 0.5 : 1);
}

const cellsOf = ({ latent }: Sizes): number => latentSize(latent) / latent.channels;

/** Bytes of the largest array while one picture of a side is decoded from so many cells. */
function decoderArray(side: number, cells: number): number {
  return FLOAT * Math.max(DECODER_CHANNELS * side * side, cells * cells);
}

/** Bytes of the largest array of a row, by network. */
export function rowArrays(
  pack: Sizes,
): Readonly<Record<'denoiser' | 'vae_encoder' | 'vae_decoder', number>> {
  const { resolution: side, condition } = pack;
  const cells = cellsOf(pack);
  const [attending, heads] =
    condition.kind === 'class'
      ? [cells / 4, PATCH_HEADS]
      : condition.encoders.length > 1
        ? [cells / 4, HALVED_HEADS]
        : [cells, TEXT_HEADS];
  return {
    denoiser: FLOAT * heads * attending * attending,
    vae_encoder: FLOAT * Math.max(ENCODER_CHANNELS * side * side, cells * cells),
    vae_decoder: decoderArray(side, cells),
  };
}

/** Rows of a call: as many as are wanted and fit a buffer, and one in any case. */
export function rowsWithin(largest: number, rowArray: number, wanted: number): number {
  return Math.max(1, Math.min(wanted, Math.floor(largest / rowArray)));
}

/**
 * Side in latent cells of the tiles in which a picture has to be decoded: the largest power of two of pixels whose
 * decoding fits a buffer; null where the whole picture's does.
 */
export function tileCells(pack: Sizes, largest: number): number | null {
  const { resolution, latent } = pack;
  if (decoderArray(resolution, cellsOf(pack)) <= largest) return null;
  const perCell = resolution / latent.width;
  // Tiles overlap by a quarter, which must be whole cells.
  const quarters = 4 * perCell;
  const smallest = Math.max(SMALLEST_TILE, quarters);
  let side = 2 ** Math.floor(Math.log2(resolution - 1));
  while (side > smallest && decoderArray(side, (side / perCell) ** 2) > largest) side /= 2;
  return side % quarters === 0 ? side / perCell : null;
}
