/** States of the page worth looking at, by name: `index.html?scene=running`. */
import { byName, withName } from '../../src/core/by-name';
import { stageUnderWay } from '../../src/studio/adapters/stage-under-way';
import { IMAGENET_SUBSETS } from '../../src/data/wordnet/subsets';
import type { Commands } from '../../src/studio/commands/contract';
import { emptyCollection, patchClass, useCollection } from '../../src/studio/state/collection';
import { useCompare } from '../../src/studio/state/compare';
import { useModel } from '../../src/studio/state/model';
import { notify } from '../../src/studio/state/notices';
import { useEvaluate } from '../../src/studio/state/evaluate';
import { usePreview } from '../../src/studio/state/preview';
import { useShown } from '../../src/studio/state/shown';
import { useSelection } from '../../src/studio/state/selection';
import { demoRow } from './demoCommands';

type DemoCommands = Commands & { pace: number };

const SCENES: Readonly<Record<string, (commands: DemoCommands) => Promise<void>>> = {
  first: async () => undefined,
  listing: async () =>
    useCollection.setState({
      status: 'listing',
      listing: { files: 12_480, images: 12_470, archive: null },
    }),
  async explore(commands) {
    await commands.loadSampleCollection();
  },
  async distil(commands) {
    await commands.loadSampleCollection();
    useSelection.setState({ tab: 'distil' });
  },
  async running(commands) {
    await commands.loadSampleCollection();
    useSelection.setState({ tab: 'distil' });
    commands.pace = 60;
    void commands.distill();
  },
  async done(commands) {
    await commands.loadSampleCollection();
    useSelection.setState({ tab: 'distil' });
    commands.pace = 0;
    await commands.distill();
  },
  /** A class that came to two images, and says at length why. */
  async failed(commands) {
    await SCENES['done']?.(commands);
    const message = 'The images of this class were changed since it was read. ';
    useShown.setState(({ results }) => ({
      results: withName(results, 'brass-bell', results.get('brass-bell')?.slice(0, 2) ?? []),
      classErrors: byName({ 'brass-bell': `${message.repeat(6)}Add the folder once more.` }),
    }));
  },
  async compare(commands) {
    await SCENES['done']?.(commands);
    useSelection.setState({ tab: 'compare' });
  },
  async evaluate(commands) {
    await SCENES['compare']?.(commands);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    useSelection.setState({ tab: 'evaluate' });
    await commands.evaluate.start();
    commands.evaluate.openValues(true);
    const [run] = useCompare.getState().runs;
    if (run !== undefined) await commands.evaluate.startValues(run.id);
  },
  async training(commands) {
    await SCENES['evaluate']?.(commands);
    useEvaluate.setState({ status: 'running', activity: 'Training on CoDA, 60 images' });
  },
  async trouble(commands) {
    await commands.loadSampleCollection();
    const strange = '<img src=x onerror=alert(1)> "quoted" \u{1F9EA}';
    useCollection.setState((state) => ({
      status: 'needs-permission',
      label: 'my-photos-of-the-last-ten-years-sorted',
      classes: [...state.classes, demoRow(strange, strange, 4), demoRow('empty', 'n0', 0)],
      skipped: Array.from({ length: 2300 }, (_, i) => ({
        path: `wool-cap/scan-${i}.jpg`,
        reason: 'The file ends before the picture does (truncated JPEG).',
      })),
      duplicates: [{ paths: ['tin-lantern/a.png', 'tin-lantern/copy of a.png'] }],
    }));
    stageUnderWay('brass-bell', 'read', { done: 100, total: 240 });
    patchClass('garden-snail', {
      notice: 'The model does not know “garden snail”. It knows: brass bell, paper boat.',
    });
    patchClass(strange, { problem: '4 images cannot give 10: add images or ask for fewer.' });
    patchClass('paper-boat', { explored: { state: 'failed', message: 'Out of memory' } });
    useShown.setState({
      classErrors: byName({ 'paper-boat': 'Supports 6 cores, 10 are asked for.' }),
    });
    notify('error', 'The archive broken.zip ends too early. Pack it again and drop it once more.');
    notify('warning', 'Storage is full: the run goes on in memory and is lost with this tab.');
    notify('info', 'The collection of your last visit is back.');
  },
  /** A model of the papers': large images, slow steps, a whole ImageNet's part. */
  async papers(commands) {
    await SCENES['done']?.(commands);
    useShown.setState(({ results }) => ({
      results: new Map(
        [...results].map(([folder, images]) => [
          folder,
          images.map((image) => ({ ...image, size: 512 })),
        ]),
      ),
    }));
    const woof = IMAGENET_SUBSETS.find(({ id }) => id === 'imagewoof');
    const dogs = [...(woof?.wordnetIds ?? [])].map((id) => demoRow(id, id, 1300));
    useCollection.setState(({ classes }) => ({ classes: [...classes, ...dogs] }));
    usePreview.setState({ on: true, slow: { steps: 4, asked: 25, seconds: 640 } });
  },
  /** Class names of one long word, and of letters that run the other way. */
  async names(commands) {
    await SCENES['evaluate']?.(commands);
    const names = ['a'.repeat(120), 'כלב 12 (קטן)', 'قطة'];
    useCollection.setState(({ classes }) => ({
      classes: classes.map((row, i) => ({ ...row, name: names[i] ?? row.name })),
    }));
    await commands.evaluate.start();
  },
  async large(commands) {
    const many = Array.from({ length: 1000 }, (_, i) => demoRow(`class ${i}`, `c${i}`, 5000));
    useCollection.setState({ ...emptyCollection, status: 'ready', label: 'Many', classes: many });
    commands.explore('c0');
  },
  async loading(commands) {
    await commands.loadSampleCollection();
    useModel.setState({
      status: 'loading',
      backend: null,
      progress: { text: 'Loading U-Net, 11 of 28 MB', done: 11, total: 28 },
    });
  },
};

export async function showScene(commands: DemoCommands, name: string): Promise<void> {
  await commands.start();
  await SCENES[name]?.(commands);
}
