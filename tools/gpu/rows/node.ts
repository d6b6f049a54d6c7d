/** `--backend cpu|webgpu|cuda` of the command, over WebAssembly, by the bench's own rows. */
import { nativeRows, NATIVE, STEPS } from '../../bench/native';
import type { BenchRow } from '../../bench/row';
import type { Lab } from '../lab';
import type { PlannedRow } from '../plan';
import type { GpuRow } from '../row';

function rowOf({ name, median, note }: BenchRow): GpuRow {
  if (Number.isFinite(median)) {
    return { kind: 'said', name, sentence: `${Number(median.toPrecision(3))}x (${note ?? ''}).` };
  }
  return { kind: 'failed', name, sentence: note ?? 'it was not measured.' };
}

export function nodeRows(small: boolean): PlannedRow[] {
  return NATIVE.map((backend) => ({
    name: `${backend} on Node`,
    seconds: 40,
    async measure(lab: Lab) {
      const model = {
        pack: lab.path('site', 'packs', 'stillroom-64'),
        kernels: lab.path('site', 'kernels'),
      };
      const steps = small ? 2 : STEPS;
      const rows: GpuRow[] = [];
      const place = { threads: lab.threads, model, steps };
      for await (const row of nativeRows(place, [backend])) rows.push(rowOf(row));
      return rows;
    },
  }));
}
