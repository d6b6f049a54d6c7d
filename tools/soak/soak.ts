/** One page that does the same again and again, and its levels after each time. */
import { addFolder, ImageFolder, modelReady, type Site } from '../../test/support/stillroom';
import { LevelMeter, type Levels } from './levels';
import type { Work } from './work';

const CLASSES = ['owl', 'fox'];
/** Of each class: enough for cores. */
const PICTURES = 14;

/**
 * @param times how often
 * @param heard told after each time, from 0
 * @returns levels after each
 */
export async function soak(
  site: Site,
  work: Work,
  times: number,
  heard: (time: number, levels: Levels) => void = () => undefined,
): Promise<Levels[]> {
  const folder = new ImageFolder();
  for (const name of CLASSES) folder.drawClass(name, PICTURES);
  const { page, context } = await site.visit();
  try {
    const meter = await LevelMeter.of(page);
    await addFolder(page, folder, ...CLASSES);
    await modelReady(page);
    await work.prepare(page);
    const levels: Levels[] = [];
    for (let time = 0; time < times; time++) {
      await work.again(page, time);
      const now = await meter.read();
      levels.push(now);
      heard(time, now);
    }
    return levels;
  } finally {
    await context.close();
    folder.remove();
  }
}
