/**
 * `npm run soak -- TIMES runs|previews`: so many runs (50 by default), or so many moves of a slider with their previews
 * (90), in one page of a real Chromium: some minutes, on Linux. Prints what the page holds after each, and fails where a
 * level rises.
 */
import { Site } from '../../test/support/stillroom';
import { CLEARS_UP, type LevelName, type Levels } from './levels';
import { ALLOWED, risesOf } from './rises';
import { soak } from './soak';
import { WORKS } from './work';

const NAMES = Object.keys(ALLOWED) as LevelName[];
/** Behind the warm-up: a first third, a last, and one between. */
const LEAST_COUNTED = 3;

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(13)).join('');
}

async function main(times: string | undefined, kind = 'runs'): Promise<number> {
  const work = WORKS.get(kind);
  if (work === undefined) {
    console.error(`Received "${kind}"; say ${[...WORKS.keys()].join(' or ')}.`);
    return 2;
  }
  const text = times ?? String(work.usual);
  const least = work.warmUp + LEAST_COUNTED;
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) < least) {
    console.error(`Received "${text}"; say how many ${kind}, from ${least} to 99999.`);
    return 2;
  }
  const site = await Site.open('small', { flags: [CLEARS_UP], optimised: true });
  try {
    console.log(line([kind, ...NAMES]));
    const say = (time: number, levels: Levels) => {
      console.log(line([time + 1, ...NAMES.map((name) => levels[name])]));
    };
    const rises = risesOf(await soak(site, work, Number(text), say), work.warmUp);
    for (const rise of rises) console.error(rise);
    console.log(rises.length === 0 ? 'Every level holds.' : `${rises.length} levels rise.`);
    return rises.length === 0 ? 0 : 1;
  } finally {
    await site.close();
  }
}

process.exitCode = await main(process.argv[2], process.argv[3]);
