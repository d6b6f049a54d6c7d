/**
 * `npm run soak -- RUNS`: so many runs in one page of a real Chromium, 50 by default: some minutes, on Linux. Prints what
 * the page holds after each, and fails where a level rises.
 */
import { Site } from '../../test/support/stillroom';
import { CLEARS_UP, type LevelName, type Levels } from './levels';
import { ALLOWED, risesOf } from './rises';
import { soak, WARM_UP } from './soak';

const NAMES = Object.keys(ALLOWED) as LevelName[];
const LEAST = WARM_UP + 3;

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(13)).join('');
}

async function main(text: string): Promise<number> {
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) < LEAST) {
    console.error(`Received "${text}"; say how many runs, from ${LEAST} to 99999.`);
    return 2;
  }
  const site = await Site.open('small', { flags: [CLEARS_UP], optimised: true });
  try {
    console.log(line(['run', ...NAMES]));
    const say = (run: number, levels: Levels) => {
      console.log(line([run + 1, ...NAMES.map((name) => levels[name])]));
    };
    const rises = risesOf(await soak(site, Number(text), say), WARM_UP);
    for (const rise of rises) console.error(rise);
    console.log(rises.length === 0 ? 'Every level holds.' : `${rises.length} levels rise.`);
    return rises.length === 0 ? 0 : 1;
  } finally {
    await site.close();
  }
}

process.exitCode = await main(process.argv[2] ?? '50');
