/** Classes that are prepared before their turn: when, which, and that nothing of a run tells of it. */
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { StillroomError } from '../../../src/core/errors';
import { localAnalysis } from '../../../src/run/analysis/local-analysis';
import { distill, type RunParts } from '../../../src/run/distill';
import type { RunEvent } from '../../../src/run/events';
import type { Analysis, Model } from '../../../src/run/ports';
import { Runs } from '../../../src/run/results/runs';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';
import { standInModel } from '../../support/run/stand-in-model';
import { keptSet } from './kept-set';

const HANDLE = 'run-1';
const FOLDERS = ['owl', 'fox', 'elk', 'bee'];
const SOURCE = drawnSource(FOLDERS.map((folder, i) => ({ folder, images: 6 + i })));
const discovery = { nNeighbors: 4, minClusterSize: 2, minSamples: 1, seedCandidates: 2 };
const CODA = recipeFor({ method: 'coda', parameters: discovery, folders: FOLDERS });
/** Of the stand-in's 6 to 9 pictures a class. */
const folderOf = ({ count }: { readonly count: number }) => FOLDERS[count - 6] ?? '';

/** What happened, in order: a class is looked at, an image is there. */
type Trace = string[];

interface Wish {
  readonly width: number;
  readonly trace?: Trace;
  readonly backend?: string;
  readonly sample?: Model['sample'];
  readonly analysis?: Partial<Analysis>;
  readonly storage?: MemoryStorage;
}

function partsOf(wish: Wish): RunParts {
  const { width, trace = [], backend = 'wasm', analysis, storage, sample } = wish;
  const local = localAnalysis();
  const model: Model = {
    ...standInModel({ backend: { kind: backend, threads: 1 } }),
    ...(sample && { sample }),
  };
  return memoryParts({
    source: SOURCE,
    ...(storage && { storage }),
    model,
    analysis: {
      ...local,
      reduce: (request, signal, onShare) => {
        trace.push(`look at ${folderOf(request)}`);
        return local.reduce(request, signal, onShare);
      },
      ...analysis,
      width,
    },
  });
}

async function run(parts: RunParts, trace: Trace = [], recipe = CODA, handle = HANDLE) {
  const control = new Handle();
  const events: RunEvent[] = [];
  const order = { recipe, handle, label: 'Drawn', startedAt: '2026-01-01T00:00:00.000Z' };
  const outcome = await distill(parts, order, control, (event) => {
    events.push(event);
    if (event.kind === 'image') trace.push(`image of ${event.place.folder}`);
  });
  return { outcome, events };
}

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

const at = (trace: Trace, what: string) => trace.indexOf(what);

describe('a run on several threads', () => {
  it('makes the set and tells the events that one thread gives', async () => {
    const one = partsOf({ width: 1, storage: new MemoryStorage() });
    const alone = await run(one);
    for (const width of [2, 3, 8]) {
      for (const backend of ['wasm', 'webgpu']) {
        const storage = new MemoryStorage();
        const { outcome, events } = await run(partsOf({ width, backend, storage }));
        expect(outcome).toEqual(alone.outcome);
        expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'activity')).toEqual(
          alone.events.map(({ kind }) => kind).filter((kind) => kind !== 'activity'),
        );
        const { images } = await keptSet(new Runs(storage), HANDLE);
        if (backend === 'wasm') {
          expect(await keptSet(new Runs(storage), HANDLE)).toEqual(
            await keptSet(one.runs as Runs, HANDLE),
          );
        }
        expect(images).toHaveLength(8);
      }
    }
  });

  it('looks at the first class alone, then at as many at once as it has threads, at each once', async () => {
    for (const [width, together] of [
      [1, 1],
      [2, 2],
      [3, 3],
      [8, 3],
    ] as const) {
      const trace: Trace = [];
      let looking = 0;
      let most = 0;
      const all = gate();
      const local = localAnalysis();
      const parts = partsOf({
        width,
        analysis: {
          // Nobody behind the first goes on before as many are there as shall be.
          reduce: async (request, signal, onShare) => {
            trace.push(`look at ${folderOf(request)}`);
            if (folderOf(request) === 'owl') return local.reduce(request, signal, onShare);
            most = Math.max(most, ++looking);
            if (most >= together) all.open();
            await all.opened;
            const reduced = await local.reduce(request, signal, onShare);
            looking -= 1;
            return reduced;
          },
        },
      });
      await run(parts, trace);
      const looks = trace.filter((what) => what.startsWith('look'));
      expect(looks).toEqual(FOLDERS.map((folder) => `look at ${folder}`));
      expect(at(trace, 'look at fox')).toBeGreaterThan(trace.lastIndexOf('image of owl'));
      expect(most).toBe(together);
    }
  });

  it('begins no wave on the processor while images are made, and goes on ahead beside a graphics card', async () => {
    const waves: Trace = [];
    await run(partsOf({ width: 2, trace: waves }), waves);
    // The last wave begins with its first class, when all images of the wave before are there.
    expect(at(waves, 'look at bee')).toBeGreaterThan(waves.lastIndexOf('image of elk'));
    // Here the images of the second class wait until the third is looked at.
    const ahead: Trace = [];
    const looked = gate();
    const stand = standInModel();
    const local = localAnalysis();
    const parts = partsOf({
      width: 2,
      backend: 'webgpu',
      analysis: {
        reduce: (request, signal, onShare) => {
          ahead.push(`look at ${folderOf(request)}`);
          if (folderOf(request) === 'elk') looked.open();
          return local.reduce(request, signal, onShare);
        },
      },
      sample: async (job, control, onStep) => {
        if (job.images[0]?.className === 'fox') await looked.opened;
        return stand.sample(job, control, onStep);
      },
    });
    await run(parts, ahead);
    expect(at(ahead, 'look at elk')).toBeLessThan(at(ahead, 'image of fox'));
  });

  it('prepares no class whose images are all there', async () => {
    const storage = new MemoryStorage();
    const whole = recipeFor({ method: 'coda', parameters: discovery, folders: ['elk'] });
    await run(partsOf({ width: 1, storage }), [], whole, 'run-0');
    // Kept latents and layouts go, images stay.
    await storage.delete('stages', await storage.keys('stages'));
    const trace: Trace = [];
    const { outcome } = await run(partsOf({ width: 4, trace, storage }), trace);
    expect(outcome).toMatchObject({ kind: 'done', made: 8 });
    expect(trace.filter((what) => what.startsWith('look'))).toEqual([
      'look at owl',
      'look at fox',
      'look at bee',
    ]);
  });

  it('says what is wrong with a class in its turn, and makes the others', async () => {
    const trace: Trace = [];
    const local = localAnalysis();
    const parts = partsOf({
      width: 4,
      analysis: {
        reduce: (request, signal, onShare) =>
          folderOf(request) === 'elk'
            ? Promise.reject(new StillroomError('NonFiniteOutput', 'It has no numbers.'))
            : local.reduce(request, signal, onShare),
      },
    });
    const { outcome, events } = await run(parts, trace);
    expect(outcome).toEqual({ kind: 'done', made: 6, missing: 2 });
    const told = events.flatMap((event) => {
      if (event.kind === 'class-failed') return [`${event.folder}: ${event.message}`];
      return event.kind === 'image' ? [event.place.folder] : [];
    });
    expect(told).toEqual(['owl', 'owl', 'fox', 'fox', 'elk: It has no numbers.', 'bee', 'bee']);
  });

  it('stops with the run: nothing is looked at afterwards', async () => {
    const trace: Trace = [];
    const hand = new Handle();
    const local = localAnalysis();
    const waiting: AbortSignal[] = [];
    const both = gate();
    const stand = standInModel();
    const parts = partsOf({
      width: 4,
      // The images of the second class wait until those behind it are looked at.
      sample: async (job, control, onStep) => {
        if (job.images[0]?.className === 'fox') await both.opened;
        return stand.sample(job, control, onStep);
      },
      analysis: {
        reduce: (request, signal, onShare) => {
          if (!['elk', 'bee'].includes(folderOf(request))) {
            return local.reduce(request, signal, onShare);
          }
          waiting.push(signal);
          trace.push(folderOf(request));
          if (waiting.length === 2) both.open();
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              reject(new StillroomError('Aborted', 'Cancelled.'));
            });
          });
        },
      },
    });
    const order = {
      recipe: CODA,
      handle: HANDLE,
      label: 'Drawn',
      startedAt: '2026-01-01T00:00:00.000Z',
    };
    const outcome = await distill(parts, order, hand, (event) => {
      if (event.kind === 'image' && event.place.folder === 'fox') hand.stop();
    });
    expect(outcome).toMatchObject({ kind: 'stopped' });
    expect(waiting).toHaveLength(2);
    expect(waiting.every(({ aborted }) => aborted)).toBe(true);
    const seen = trace.length;
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(trace).toHaveLength(seen);
  });

  it('goes ahead only where there is something to find', async () => {
    for (const method of ['plain', 'selection-reconstruction']) {
      const read: string[] = [];
      const source = {
        ...SOURCE,
        read: (folder: string, signal: AbortSignal) => {
          read.push(folder);
          return SOURCE.read(folder, signal);
        },
      };
      const recipe = recipeFor({
        method,
        folders: FOLDERS,
        parameters: method === 'plain' ? {} : { draws: 2, clusters: 2 },
        sampling: { imagesPerClass: 1 },
      });
      await run({ ...partsOf({ width: 4 }), source }, [], recipe);
      expect(read.slice(0, 2)).toEqual(['owl', 'fox']);
      expect(new Set(read).size).toBe(4);
      expect(read).toHaveLength(4);
    }
  });
});
