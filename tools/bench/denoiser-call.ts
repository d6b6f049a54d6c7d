/** One call of the denoiser that ships, on a bare session. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrtModule, OrtSession, OrtTensor } from '../../src/runtime/ort';
import { SHIPPED_MODEL } from '../site';

export function denoiserBytes(): Uint8Array {
  return new Uint8Array(readFileSync(join(SHIPPED_MODEL.pack, 'unet.onnx')));
}

/** Every input filled with one half, and with as many rows as are asked for. */
export function denoiserFeeds(
  ort: OrtModule,
  session: OrtSession,
  rows: number,
): Record<string, OrtTensor> {
  return Object.fromEntries(
    session.inputMetadata.flatMap((input) => {
      if (!input.isTensor) return [];
      const dims = input.shape.map((size) => (typeof size === 'number' ? size : rows));
      const values = new Float32Array(dims.reduce((all, size) => all * size, 1)).fill(0.5);
      return [[input.name, new ort.Tensor('float32', values, dims)]];
    }),
  );
}
