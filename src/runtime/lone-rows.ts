/**
 * A row alone, and in company.
 *
 * ONNX Runtime on WebAssembly deals the rows of a call out to its threads; a call of one row it cuts
 * inside the convolutions instead, and where the cuts fall decides the order of float32 sums. So the
 * last bits of a lone row may depend on the number of threads, and with them an image on the machine
 * that made it. Measured in Node with 1, 2, 3, 4, 6 and 8 threads and 1 to 8 rows: in calls of two rows
 * or more a row has the same bytes at any number of threads and in any company. Alone it has them on one
 * thread, with the embedded pack's networks on two as well, with those of the tests' pack on one only.
 *
 * So a model is asked when it is loaded on several threads: where a lone row's answer differs from its
 * answer beside a copy of itself, lone rows are always sent beside a copy from then on, which costs a
 * row where a step needs no null row. A graph that takes one row at a time cannot be helped so.
 */
export interface LoneRows {
  /** True where lone rows need a copy beside them. */
  readonly denoiser: boolean;
  readonly vae_encoder: boolean;
}

/** A row, and the same again. */
export function twice<Values extends Float32Array | Uint8Array>(row: Values): Values;
export function twice(row: Float32Array | Uint8Array): Float32Array | Uint8Array {
  const pair =
    row instanceof Float32Array ? new Float32Array(2 * row.length) : new Uint8Array(2 * row.length);
  pair.set(row);
  pair.set(row, row.length);
  return pair;
}

/** Whether a row's answer is bit by bit its answer in a call of two. */
export function sameInCompany(alone: Float32Array, pair: Float32Array): boolean {
  return 2 * alone.length === pair.length && alone.every((value, i) => Object.is(value, pair[i]));
}
