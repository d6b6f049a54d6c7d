/** The command as it is packed, built once, and its processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommand } from '../../../tools/package/build-command';

const ROOT = join(import.meta.dirname, '..', '..', '..');
export const TINY_PACK = join(ROOT, 'test', 'assets', 'tiny-pack');

/** Node's own, which the process of the work inherits: of a run of seconds, half goes into optimising the runtime. */
const BASELINE_ONLY = '--liftoff-only';

/** In the process of the work: ends the whole command, as a scheduler does, as soon as it has told of an image. */
const KILLED_AT_AN_IMAGE = `
const { send } = process;
if (send !== undefined) process.send = (event, ...more) => {
  const sent = send.call(process, event, ...more);
  if (event.event === 'image') process.kill(0, 'SIGKILL');
  return sent;
};`;

export interface Finished {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A process of the command, and its end. */
export interface Started {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What it wrote so far. */
  readonly heard: () => string;
}

export class BuiltCommand {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async build(): Promise<BuiltCommand> {
    // Inside the repository, so that it finds the packages that it does not hold.
    const parent = join(ROOT, 'test-output');
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, 'command-'));
    await buildCommand(folder);
    return new BuiltCommand(folder);
  }

  /** The same in a package of its own, with a page beside it, as it is installed; the caller disposes of it. */
  withPage(): BuiltCommand {
    const folder = mkdtempSync(join(ROOT, 'test-output', 'package-'));
    cpSync(this.#folder, folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '0.0.0' }));
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'index.html'), '<!doctype html><title>Stillroom</title>');
    return new BuiltCommand(folder);
  }

  get file(): string {
    return join(this.#folder, 'stillroom.mjs');
  }

  /** @param options more of Node's own */
  start(args: readonly string[], options: readonly string[] = []): Started {
    const child = spawn(process.execPath, [BASELINE_ONLY, ...options, this.file, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    const finished = new Promise<Finished>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    });
    return { process: child, finished, heard: () => out };
  }

  /** Resolves with the first output of a process, or its end. */
  firstWord({ process: child, finished }: Started): Promise<unknown> {
    const heard = new Promise((resolve) => child.stdout?.once('data', resolve));
    return Promise.race([heard, finished]);
  }

  /** Starts it, and kills it with all that it started, as a scheduler does. */
  async killedAfter(args: readonly string[], milliseconds: number): Promise<Finished> {
    const { process: child, finished } = this.start(args);
    const timer = setTimeout(() => {
      // The group of the process, which `start` made one of its own.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    }, milliseconds);
    const end = await finished;
    clearTimeout(timer);
    return end;
  }

  /** Starts it, and has it killed in the moment in which its first image is there. */
  killedAtAnImage(args: readonly string[]): Promise<Finished> {
    const first = `data:text/javascript,${encodeURIComponent(KILLED_AT_AN_IMAGE)}`;
    return this.start(args, ['--import', first]).finished;
  }

  run(args: readonly string[]): Promise<Finished> {
    return this.start(args).finished;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
