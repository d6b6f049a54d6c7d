import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { StillroomError } from '../../../src/core/errors';
import type { SampleJob } from '../../../src/core/sampling/sample-request';
import type { LoadedModel } from '../../../src/run/ports';
import { unlessAborted } from '../../../src/run/unless-aborted';
import { PageModel, type ModelAccess } from '../../../src/studio/adapters/page-model';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { tinyDescription } from '../../support/tiny-pack';

const never = new AbortController().signal;
const job: SampleJob = {
  solver: { kind: 'ddpm', steps: 1, spacing: 'leading', stepsOffset: 1 },
  seed: 0,
  guidanceScale: 1,
  nullCondition: {},
  images: [],
};

/** A thread that answers when it is told to, and whatever model is chosen. */
class Access implements ModelAccess {
  readonly asked: { readonly name: string; readonly generation: number | undefined }[] = [];
  current: PageModel | null = null;
  /** The life in which the model is loaded. */
  waking: Promise<number> = Promise.resolve(1);
  answer: () => Promise<unknown> = () => Promise.resolve([]);
  readonly thread: ModelAccess['thread'] = {
    call: (name, _values, options) => {
      this.asked.push({ name, generation: options?.generation });
      // The test knows what each of its calls answers; the type of all of them is not to be had.
      return this.answer() as Promise<never>;
    },
  };

  isCurrent(model: PageModel): boolean {
    return this.current === model;
  }

  awake(_: PageModel, signal: AbortSignal | undefined): Promise<number> {
    return signal === undefined ? this.waking : unlessAborted(this.waking, signal);
  }
}

function loaded(): { readonly access: Access; readonly model: PageModel } {
  const pack = parsePack(tinyDescription());
  const what: LoadedModel = { pack, packHash: 'p', backend: { kind: 'wasm', threads: 2 } };
  const access = new Access();
  const model = new PageModel(what, access);
  access.current = model;
  return { access, model };
}

const lost = () => Promise.reject(new StillroomError('WorkerLost', 'The thread was ended.'));

describe('a loaded model on the page', () => {
  it('asks the life of the thread in which it is loaded, a new one after a break', async () => {
    const { access, model } = loaded();
    await model.makeConditions(['fox']);
    access.waking = Promise.resolve(2);
    await model.encode(new Uint8Array(3), 1, never);
    expect(access.asked).toEqual([
      { name: 'makeConditions', generation: 1 },
      { name: 'encode', generation: 2 },
    ]);
  });

  it('tells of a break as it was', async () => {
    const { access, model } = loaded();
    access.answer = lost;
    await expect(model.makeConditions([])).rejects.toMatchObject({ code: 'WorkerLost' });
  });

  it('asks nothing once another model was chosen, and says that this is so', async () => {
    const { access, model } = loaded();
    access.current = null;
    await expect(model.makeConditions([])).rejects.toMatchObject({ code: 'ModelChanged' });
    expect(access.asked).toEqual([]);
  });

  it('says so, too, of a call under which its thread was ended for another model', async () => {
    const { access, model } = loaded();
    access.answer = () => {
      access.current = null;
      return lost();
    };
    const sampled = model.sample(job, new Handle(), () => undefined);
    await expect(sampled).rejects.toMatchObject({
      code: 'ModelChanged',
      message: expect.stringContaining('Another model or backend was chosen'),
    });
  });

  it('can be left while its thread starts again', async () => {
    const { access, model } = loaded();
    access.waking = new Promise(() => undefined);
    const hand = new Handle();
    const sampled = model.sample(job, hand, () => undefined);
    hand.stop();
    await expect(sampled).rejects.toMatchObject({ code: 'Aborted' });
    expect(access.asked).toEqual([]);
  });
});
