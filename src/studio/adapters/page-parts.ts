/** Everything that the commands work with, put together once for the page. */
import { IngestPool } from '../../data/ingest/pool';
import { CollectionMemory, type ClassEdits } from '../../data/store/remembered-collection';
import { openStorage } from '../../data/store/storage';
import { openTab, type Tab } from '../../data/store/tabs';
import { StillroomError } from '../../core/errors';
import type { Model } from '../../run/ports';
import { Runs } from '../../run/results/runs';
import { Schedule } from '../../run/schedule';
import type { StageParts } from '../../run/stages/stage-parts';
import { Stages } from '../../run/stages/stages';
import { unlessAborted } from '../../run/unless-aborted';
import { isBusy } from '../job-bar/readiness';
import { notify } from '../state/notices';
import { useRun } from '../state/run';
import { takePackDefaults } from '../state/settings';
import { Library } from './library';
import { ModelHost } from './model-host';
import { analysisThreads, PageAnalysis } from './page-analysis';
import { PagePictures } from './page-pictures';
import { problemText } from './problem-text';
import { followPrompt } from './prompt-reader';
import { ShownRun } from './shown-run';
import { StorageFigure } from './storage-figure';
import { TabRecord } from './tab-record';
import { TrainerHost } from './trainer-host';

export interface PageParts {
  readonly schedule: Schedule;
  readonly storage: ReturnType<typeof openStorage>['storage'];
  readonly stages: Stages;
  readonly runs: Runs;
  readonly library: Library;
  readonly model: ModelHost;
  readonly analysis: PageAnalysis;
  readonly trainer: TrainerHost;
  readonly pictures: PagePictures;
  readonly tab: Promise<Tab>;
  /** What the other tabs are told of this one. */
  readonly tabRecord: TabRecord;
  readonly memory: Promise<CollectionMemory>;
  readonly shown: ShownRun;
  readonly figure: StorageFigure;
}

export function openParts(): PageParts {
  const pool = new IngestPool(
    () => new Worker(new URL('../../../workers/ingest.ts', import.meta.url), { type: 'module' }),
  );
  const schedule = new Schedule();
  const { storage, place } = openStorage();
  const tab = openTab(storage);
  const memory = tab.then(({ id }) => new CollectionMemory(place, id));
  const runs = new Runs(storage);
  const figure = new StorageFigure(storage);
  const shown = new ShownRun(runs, () => tabRecord.changed());
  const library = new Library({
    pool,
    schedule,
    saveEdits: (edits) => void keepEdits(memory, edits),
    onRead: () => tabRecord.changed(),
  });
  const tabRecord = new TabRecord(tab, () => ({
    run: underWay() ?? shown.handle,
    owners: library.fingerprints,
  }));
  const model = new ModelHost({
    schedule,
    onLoaded: ({ pack }) => {
      library.use(pack);
      takePackDefaults(pack.defaults);
    },
  });
  followPrompt(() => model.ready());
  return {
    schedule,
    storage,
    stages: new Stages(storage),
    runs,
    library,
    model,
    analysis: new PageAnalysis(
      {
        thread: model.thread,
        awake: async (signal) => model.awake(await unlessAborted(model.ready(), signal), signal),
      },
      {
        classes: () =>
          new Worker(new URL('../../../workers/analysis.ts', import.meta.url), { type: 'module' }),
        windows: () =>
          new Worker(new URL('../../../workers/windows.ts', import.meta.url), { type: 'module' }),
      },
      analysisThreads(navigator.hardwareConcurrency),
    ),
    trainer: new TrainerHost(),
    pictures: new PagePictures(pool),
    tab,
    tabRecord,
    memory,
    shown,
    figure,
  };
}

/** The run in the making, whatever is shown meanwhile: nobody may take it away, and a reload goes on with it. */
function underWay(): string | null {
  const { job, status } = useRun.getState();
  return isBusy(status) ? job : null;
}

async function keepEdits(memory: Promise<CollectionMemory>, edits: ClassEdits): Promise<void> {
  try {
    await (await memory).saveEdits(edits);
  } catch (error) {
    notify('warning', `The change will be gone after a reload: ${problemText(error)}`);
  }
}

/**
 * What the stages of the collection on the page work with, under a model.
 * @throws StillroomError TooFewImages without a collection
 */
export function stageParts({ library, analysis, stages }: PageParts, model: Model): StageParts {
  const { source } = library;
  if (source !== null) return { source, model, analysis, stages };
  throw new StillroomError(
    'TooFewImages',
    'There is no collection on the page. Add class folders first.',
  );
}
