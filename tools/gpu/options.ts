/** What can be said to `npm run gpu` and to the prepared folder. */
import { parseArgs } from 'node:util';

export interface GpuOptions {
  /** Folder for the results. */
  readonly out: string;
  /** No row begins after so many seconds. */
  readonly seconds: number;
  readonly software: boolean;
  readonly small: boolean;
  /** Parts to measure; all of them when empty. */
  readonly parts: readonly string[];
}

const SECONDS = 420;

export const USAGE =
  '[PART...] [--out DIR] [--seconds N] [--adapter real|software] [--small]; parts: agreement, training, speed, page, recovery, node';

/** @throws Error a sentence for what cannot be read */
export function gpuOptions(words: readonly string[]): GpuOptions {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      out: { type: 'string', default: '.' },
      seconds: { type: 'string', default: String(SECONDS) },
      adapter: { type: 'string', default: 'real' },
      small: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) {
    throw new Error(`--seconds is "${values.seconds}"; it must be a number above 0.`);
  }
  if (values.adapter !== 'real' && values.adapter !== 'software') {
    throw new Error(`--adapter is "${values.adapter}"; it must be "real" or "software".`);
  }
  const software = values.adapter === 'software';
  return { out: values.out, seconds, software, small: values.small, parts: positionals };
}
