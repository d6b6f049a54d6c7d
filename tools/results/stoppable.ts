/** A command of hours over one archive, which its own clock may stop and which goes on when it is called again. */
import { Handle } from '../../src/core/control';

const TIME_IS_UP = 'Time is up. Call the same command again to go on.';

export interface StoppableOptions {
  /** Stop after so many; 0 for never. */
  readonly minutes: number;
  /** The file that the work writes. */
  readonly out: string;
}

/**
 * Does the work, and says at its end whether it was stopped or the file is written.
 * @param data the archive; undefined where none was named
 * @throws whatever the work throws, but for what a stop made of it
 */
export async function stoppable(
  data: string | undefined,
  { minutes, out }: StoppableOptions,
  work: (data: string, control: Handle) => Promise<void>,
): Promise<void> {
  if (data === undefined) {
    console.error('Say which archive of class folders: --data FILE.tar');
    process.exitCode = 1;
    return;
  }
  const control = new Handle();
  const timer = minutes > 0 ? setTimeout(() => control.stop(), minutes * 60_000) : undefined;
  try {
    await work(data, control);
  } catch (error) {
    if (!control.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  console.log(control.signal.aborted ? TIME_IS_UP : `${out} is written.`);
}
