/** How the command ends, in the numbers that schedulers know (BSD's sysexits where one fits). */
import type { ErrorCode } from '../core/errors';

export const EXIT = {
  done: 0,
  usage: 64,
  data: 65,
  internal: 70,
  disk: 74,
  stopped: 75,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Each code in a line, for `--help`. */
export const EXIT_HELP: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [EXIT.done, 'done: everything that was asked for is there'],
  [EXIT.usage, 'the command line is wrong'],
  [
    EXIT.data,
    'recipe, model or pictures are not what they should be; classes that could be made are',
  ],
  [EXIT.internal, 'something unexpected'],
  [EXIT.disk, 'the disk is full, or cannot be written'],
  [EXIT.stopped, 'stopped; the same command goes on where it was'],
];

/** The exit code of an error. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case 'Aborted':
      return EXIT.stopped;
    case 'BadParameter':
      return EXIT.usage;
    case 'BadArchive':
    case 'BadImage':
    case 'BadManifest':
    case 'BadRecipe':
    case 'DuplicateClass':
    case 'PackInvalid':
    case 'PackMismatch':
    case 'TooFewCores':
    case 'TooFewImages':
    case 'Unsupported':
      return EXIT.data;
    case 'PermissionDenied':
    case 'QuotaExceeded':
    case 'StorageFailed':
      return EXIT.disk;
    case 'BadFixture':
    case 'DeviceLost':
    case 'Internal':
    case 'ModelChanged':
    case 'NonFiniteOutput':
    case 'OutOfMemory':
    case 'ShapeMismatch':
    case 'WorkerLost':
      return EXIT.internal;
    default:
      return code satisfies never;
  }
}
