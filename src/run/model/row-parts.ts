/**
 * A denoiser that asks for a few rows at a time and gives way in between. ONNX Runtime on WebAssembly
 * holds its thread while it runs, so a cancel waits for the end of a call: for a batch of eight rows
 * that is long enough to feel. Rows are independent, so only their last bits may depend on how many
 * share a call.
 */
import { conditionRows } from '../../core/diffusion/condition';
import type { Denoiser } from '../../core/diffusion/types';

/**
 * @param rowsAtOnce rows of one call at most
 * @param pass gives way between two calls; throws to stop
 */
export function inParts(
  denoise: Denoiser,
  rowsAtOnce: number,
  pass: () => Promise<void>,
): Denoiser {
  return async (call) => {
    const { rows, sample, timesteps, condition } = call;
    if (rows <= rowsAtOnce) return denoise(call);
    let answer = new Float32Array();
    for (let start = 0; start < rows; start += rowsAtOnce) {
      if (start > 0) await pass();
      const end = Math.min(start + rowsAtOnce, rows);
      const part = (values: Float32Array) =>
        values.subarray((values.length / rows) * start, (values.length / rows) * end);
      const output = await denoise({
        sample: part(sample),
        timesteps: part(timesteps),
        condition: conditionRows(condition, start, end),
        rows: end - start,
      });
      const perRow = output.length / (end - start);
      if (start === 0) answer = new Float32Array(perRow * rows);
      answer.set(output, perRow * start);
    }
    return answer;
  };
}
