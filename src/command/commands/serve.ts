/** `stillroom serve`: the built page on this machine's own address, until Ctrl+C. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StillroomError } from '../../core/errors';
import { readArguments, usage, wholeNumberIn } from '../arguments';
import type { Command, Terminal } from '../command';
import { EXIT } from '../exit-codes';
import { SHIPPED } from '../shipped';
import { serveNear } from '../site-server';

const USUAL_PORT = '4173';
/** The port that is asked for, by the option before the environment. */
function portOf(option: string | undefined): number {
  const { PORT } = process.env;
  const what = option === undefined && PORT !== undefined ? 'PORT' : '--port';
  return wholeNumberIn(option ?? PORT ?? USUAL_PORT, what, 0, 65_535);
}

/** Resolves with the first signal to end, or when nobody reads the address any more. */
function untilStopped({ closed }: Terminal): Promise<void> {
  return new Promise((resolve) => {
    closed.addEventListener('abort', () => resolve());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

export const serve: Command = {
  name: 'serve',
  usage: '[--port N]',
  summary: 'serves the page to this machine and prints the address; what no command at all does',
  help: [
    `--port N   from which port on a free one is looked for; PORT or ${USUAL_PORT} when left out`,
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { port: { type: 'string' } });
    if (positionals.length > 0) throw usage(`There is no command "${positionals[0]}".`);
    const port = portOf(values.port);
    if (!existsSync(join(SHIPPED.page, 'index.html'))) {
      throw new StillroomError(
        'BadParameter',
        'The page is not built yet. `npm start` builds it and serves it.',
      );
    }
    const stopped = untilStopped(terminal);
    const served = await serveNear({ '/': SHIPPED.page }, port, (line) => terminal.out(line));
    terminal.out(`Stillroom is at ${served.url}`);
    terminal.out('Press Ctrl+C to stop.');
    await stopped;
    await served.close();
    return EXIT.done;
  },
};
