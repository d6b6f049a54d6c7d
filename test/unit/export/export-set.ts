/** A set to be exported, and the files of its export. */
import { unzipSync } from 'fflate';
import { encodePng } from '../../../src/data/export/png';
import { type ExportImage, type ExportSet, exportZip } from '../../../src/data/export/write-export';
import type { EvaluationReport } from '../../../src/run/evaluation/report';
import { hashLike, recipe } from '../../support/sample-recipe';

export const OWN = 'the run';

export async function* images(
  logits: readonly (Float32Array | undefined)[],
  side = 32,
): AsyncGenerator<ExportImage> {
  for (const [index, own] of logits.entries()) {
    yield {
      kind: 'distilled',
      folder: recipe.classes[0]?.folder ?? '',
      index,
      key: hashLike(String(index)),
      seed: 7,
      sources: [],
      guidance: {},
      png: encodePng({ width: side, height: side, pixels: new Uint8Array(3 * side * side) }),
      seconds: 1,
      ...(own === undefined ? {} : { logits: own }),
    };
  }
}

export function setOf(
  report: EvaluationReport | null,
  changes: Partial<ExportSet> = {},
): ExportSet {
  return {
    name: 'fish',
    label: 'Fish | <b>bold</b>',
    recipe,
    recipeHash: hashLike('2'),
    program: '0.2.0',
    backend: { provider: 'wasm', decoder: 'browser', threads: 2, description: '2 threads' },
    createdAt: new Date('2026-11-01T10:00:00Z'),
    total: 20,
    images: images(Array.from({ length: 20 })),
    withoutCores: new Set(),
    measured: report === null ? null : { measurement: report, own: OWN },
    ...changes,
  };
}

export async function filesOf(set: ExportSet): Promise<Map<string, Uint8Array>> {
  const stream = exportZip(set) as ReadableStream<Uint8Array<ArrayBuffer>>;
  const zip = unzipSync(new Uint8Array(await new Response(stream).arrayBuffer()));
  return new Map(Object.entries(zip).map(([name, file]) => [name.replace('fish/', ''), file]));
}

export async function textOf(set: ExportSet, file: string): Promise<string> {
  return new TextDecoder().decode((await filesOf(set)).get(file));
}
