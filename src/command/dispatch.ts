/** From the words of a command line to a command, and from its error to an exit code. */
import { toErrorRecord } from '../core/errors';
import type { Command, Terminal } from './command';
import { cluster } from './commands/cluster';
import { evaluate } from './commands/evaluate';
import { merge } from './commands/merge';
import { pack } from './commands/pack';
import { recipe } from './commands/recipe';
import { run } from './commands/run';
import { serve } from './commands/serve';
import { EXIT, EXIT_HELP, exitCodeOf, type ExitCode } from './exit-codes';
import { SHIPPED } from './shipped';

const COMMANDS: readonly Command[] = [serve, recipe, run, merge, cluster, evaluate, pack];

const HELP: ReadonlySet<string> = new Set(['--help', '-h', 'help']);

function exitHelp(): string[] {
  return [
    'Exit codes',
    ...EXIT_HELP.map(([code, meaning]) => `  ${String(code).padStart(2)}  ${meaning}`),
  ];
}

function generalHelp(): string[] {
  return [
    `Stillroom ${SHIPPED.version}: distills an image data set into the few images that stand for it.`,
    '',
    ...COMMANDS.map(({ name, summary }) => `  stillroom ${name.padEnd(8)} ${summary}`),
    '',
    'stillroom COMMAND --help says what a command takes.',
    '',
    ...exitHelp(),
  ];
}

function helpOf({ name, usage, summary, help }: Command): string[] {
  return [
    `stillroom ${name} ${usage}`,
    '',
    `  ${summary}`,
    '',
    ...help.map((line) => `  ${line}`),
    '',
    ...exitHelp(),
  ];
}

/** @param words those after `stillroom` */
export async function dispatch(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, ...rest] = words;
  if (first === '--version') {
    terminal.out(SHIPPED.version);
    return EXIT.done;
  }
  if (first !== undefined && HELP.has(first)) {
    generalHelp().forEach((line) => terminal.out(line));
    return EXIT.done;
  }
  const named = COMMANDS.find(({ name }) => name === first);
  const command = named ?? serve;
  const args = named === undefined ? words : rest;
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    helpOf(command).forEach((line) => terminal.out(line));
    return EXIT.done;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    const { code, message } = toErrorRecord(error);
    terminal.err(message);
    return exitCodeOf(code);
  }
}
