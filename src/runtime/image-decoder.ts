/** A pack's decoder: latents to bytes, whole or, where the backend's buffers are too small for that, in tiles. */
import { latentSize } from '../core/diffusion/types';
import type { PackDescription, PackTensor } from '../core/formats/pack';
import { tileCells } from './call-size';
import { floats, type GraphValue, type PackGraph } from './graph';
import type { OrtTensorMetadata } from './ort';
import { planesToPixels } from './pixels';
import { requireLength } from './require-length';
import { filledUp, rowBatches, type BatchSize } from './row-batches';
import { decodeInTiles, type Planes } from './tiles';

/** True for a graph that takes latents of any height and width. */
function anySide({ shape }: OrtTensorMetadata): boolean {
  return shape.slice(2).every((side) => typeof side !== 'number' || side <= 0);
}

export class ImageDecoder {
  readonly #pack: PackDescription;
  readonly #graph: PackGraph;
  readonly #batch: BatchSize;
  readonly #input: PackTensor;
  /** Side of a tile in latent cells; null where pictures are decoded whole. */
  readonly #tile: number | null;

  /**
   * @param batch rows of a call, of pictures or of tiles
   * @param largest bytes of a buffer of the backend, at most
   */
  constructor(pack: PackDescription, graph: PackGraph, batch: BatchSize, largest: number) {
    this.#pack = pack;
    this.#graph = graph;
    this.#batch = batch;
    this.#input = pack.graphs.vae_decoder.inputs.latent;
    const tiled = anySide(graph.require('inputs', this.#input.name));
    this.#tile = tiled ? tileCells(pack, largest) : null;
  }

  /** Side in pixels of the tiles; null where pictures are decoded whole. */
  get tileSide(): number | null {
    const { resolution, latent } = this.#pack;
    return this.#tile === null ? null : (this.#tile * resolution) / latent.width;
  }

  /** @returns RGB bytes, [count, resolution, resolution, 3] */
  async decode(latents: Float32Array, count: number): Promise<Uint8Array> {
    const { resolution, latent } = this.#pack;
    const area = resolution * resolution;
    const size = latentSize(latent);
    requireLength('The latents', latents.length, count * size);
    const pixels = new Uint8Array(count * area * 3);
    for (const [start, end] of rowBatches(count, this.#batch.rows)) {
      const planes = await this.planes(latents.subarray(start * size, end * size), end - start);
      planesToPixels(planes, end - start, area, pixels, start);
    }
    return pixels;
  }

  /**
   * @param latents scaled, of no more images than a call has rows
   * @returns [rows, 3, resolution, resolution], about -1 to 1
   */
  async planes(latents: Float32Array, rows: number): Promise<Float32Array> {
    const { resolution, latent } = this.#pack;
    const { height, width, scalingFactor, shift } = latent;
    const values = latents.map((value) => value / scalingFactor + shift);
    const perCell = resolution / width;
    const run = (part: Planes) => this.#run(part, rows, perCell);
    if (this.#tile === null) return run({ values, height, width });
    return decodeInTiles(
      { latents: { values, height, width }, rows, tile: this.#tile, perCell },
      run,
    );
  }

  /** One call of the graph. */
  async #run(
    { values, height, width }: Planes,
    rows: number,
    perCell: number,
  ): Promise<Float32Array> {
    const { latent, graphs } = this.#pack;
    const { image } = graphs.vae_decoder.outputs;
    const fed = this.#batch.fixed ? this.#batch.rows : rows;
    const dims = [fed, latent.channels, height, width];
    const answer = await this.#graph.run(
      { [this.#input.name]: { values: filledUp(values, rows, fed), dims } },
      [image.name],
    );
    const planes = floats(answer[image.name] as GraphValue);
    const perRow = 3 * height * width * perCell * perCell;
    requireLength('The decoded image', planes.length, fed * perRow);
    return fed === rows ? planes : planes.subarray(0, rows * perRow);
  }
}
