/**
 * A run of the packed command that nothing disturbs, of drawn classes by the tiny pack: what others of the
 * same recipe are held against.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { WorkEvent } from '../../../src/command/work-order';
import { BuiltCommand, TINY_PACK, type Finished } from './built-command';
import { writeDrawnFolders } from './drawn-folders';
import { setContent } from './set-content';

export const CLASSES = 6;
export const IMAGES = 2;

/** What a process said, an object a line. */
export function events({ out }: Pick<Finished, 'out'>): WorkEvent[] {
  // A killed process may leave half a line.
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as WorkEvent);
}

/** Images that a process made, by class and index. */
export function made(finished: Pick<Finished, 'out'>): string[] {
  return events(finished).flatMap((event) =>
    event.event === 'image' && !event.found ? [`${event.class}/${event.index}`] : [],
  );
}

export class UndisturbedRun {
  readonly #folder = mkdtempSync(join(tmpdir(), 'stillroom-run-'));
  readonly data = this.place('data');
  readonly recipe = this.place('recipe.json');
  readonly command: BuiltCommand;
  /** The files of the merged set. */
  reference: Readonly<Record<string, unknown>> = {};
  milliseconds = 0;

  private constructor(command: BuiltCommand) {
    this.command = command;
  }

  static async make(): Promise<UndisturbedRun> {
    const run = new UndisturbedRun(await BuiltCommand.build());
    writeDrawnFolders(run.data, CLASSES, 8);
    const discovery = ['nNeighbors=4', 'minClusterSize=2', 'minSamples=1', 'seedCandidates=2'];
    const set = ['steps=3', ...discovery].flatMap((one) => ['--set', one]);
    const asked = ['--data', run.data, '--method', 'coda', '--ipc', String(IMAGES)];
    const words = ['recipe', ...asked, '--pack', TINY_PACK, ...set];
    const { code, out, err } = await run.command.run(words);
    expect(code, err).toBe(0);
    writeFileSync(run.recipe, out);
    const started = performance.now();
    const whole = await run.command.run(run.words(run.place('whole')));
    run.milliseconds = performance.now() - started;
    expect(whole.code, whole.err + whole.out).toBe(0);
    expect(made(whole)).toHaveLength(CLASSES * IMAGES);
    run.reference = await run.merged('whole', run.place('whole'));
    return run;
  }

  /** A path of this name beside the undisturbed run. */
  place(name: string): string {
    return join(this.#folder, name);
  }

  /** The command's words for the same recipe with its results elsewhere. */
  words(out: string, ...more: readonly string[]): string[] {
    const place = ['--data', this.data, '--out', out, '--pack', TINY_PACK];
    return ['run', this.recipe, ...place, '--threads', '1', '--json', ...more];
  }

  async merged(name: string, ...outs: readonly string[]): Promise<Record<string, unknown>> {
    const zip = this.place(`${name}.zip`);
    const { code, err } = await this.command.run(['merge', ...outs, '--out', zip]);
    expect(code, err).toBe(0);
    return setContent(zip);
  }

  dispose(): void {
    this.command.dispose();
    rmSync(this.#folder, { recursive: true });
  }
}
