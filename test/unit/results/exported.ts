/** A kept run as a zip, read back. */
import type { Measurement } from '../../../src/data/export/measured';
import { readExport, type ReadSet } from '../../../src/data/export/read-export';
import { exportZip } from '../../../src/data/export/write-export';
import type { ClassSource } from '../../../src/run/ports';
import { exportSet } from '../../../src/run/results/export-set';
import type { RunRecord } from '../../../src/run/results/records';
import type { Runs } from '../../../src/run/results/runs';
import { pictures } from './sample-run';

export async function zipOf(
  runs: Runs,
  record: RunRecord,
  source: ClassSource | null,
  report: Measurement | null = null,
  imageSide?: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { signal } = new AbortController();
  const set = await exportSet(
    record,
    { runs, source, pictures },
    { program: '0.2.0', createdAt: new Date('2026-11-03T10:00:00Z'), signal, report, imageSide },
  );
  const stream = exportZip(set, { signal }) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function readBack(file: Uint8Array<ArrayBuffer> | string): Promise<ReadSet> {
  const read = await readExport(new Blob([file]));
  if (read?.kind !== 'set') throw new Error('no set');
  return read;
}
