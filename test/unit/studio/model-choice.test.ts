/** Another model or backend ends all that is under way: it is asked about first. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelHost } from '../../../src/studio/adapters/model-host';
import type { StorageFigure } from '../../../src/studio/adapters/storage-figure';
import { modelChoice } from '../../../src/studio/commands/models/model-choice';
import { ModelPlace } from '../../../src/studio/commands/models/model-commands';
import { useEvaluate } from '../../../src/studio/state/evaluate';
import { useModel } from '../../../src/studio/state/model';
import { asksNothing, useQuestion } from '../../../src/studio/state/question';
import { useRun } from '../../../src/studio/state/run';

/** A page that uses the model "one", and notes what becomes of it. */
function page() {
  const said: string[] = [];
  useModel.setState({ chosen: 'one', request: 'auto' });
  const host = {
    reload: () => {
      const { chosen, request } = useModel.getState();
      return Promise.resolve(said.push(`loads ${chosen}, ${request}`));
    },
    removePack: (id: string) => {
      said.push(`removes ${id}`);
      return id === 'one' ? 'two' : null;
    },
  } as unknown as ModelHost;
  const choice = modelChoice(host, () => said.push('forgets'));
  const models = new ModelPlace({ model: host, figure: {} as StorageFigure }, choice);
  const changes = {
    model: () => choice.choose('two'),
    backend: () => choice.chooseBackend('wasm'),
    removal: () => models.remove('one'),
  };
  return { said, changes, models };
}

// Files share the stores.
const rest = () => {
  useModel.setState(useModel.getInitialState());
  useEvaluate.setState({ status: 'idle' });
  useRun.setState({ status: 'idle' });
  useQuestion.setState(asksNothing);
};
beforeEach(rest);
afterEach(rest);

describe.each([
  ['model', ['forgets', 'loads two, auto']],
  ['backend', ['forgets', 'loads one, wasm']],
  ['removal', ['removes one', 'forgets', 'loads two, auto']],
] as const)('a change of the %s', (change, deeds) => {
  it('is not made, and ends nothing, where the answer is no', async () => {
    const { said, changes } = page();
    useEvaluate.setState({ status: 'running' });
    const made = changes[change]();
    expect(useQuestion.getState().question?.text).toBe(
      'This ends the evaluation. What is finished is kept.',
    );
    useQuestion.getState().answer(false);
    await made;
    expect(said).toEqual([]);
    expect(useModel.getState()).toMatchObject({ chosen: 'one', request: 'auto' });
  });

  it('is made where the answer is yes', async () => {
    const { said, changes } = page();
    useEvaluate.setState({ status: 'running' });
    const made = changes[change]();
    useQuestion.getState().answer(true);
    await made;
    expect(said).toEqual(deeds);
  });

  it('is made unasked at rest', async () => {
    const { said, changes } = page();
    const made = changes[change]();
    expect(useQuestion.getState().question).toBeNull();
    await made;
    expect(said).toEqual(deeds);
  });
});

it('a removal that was agreed to is asked about once, and again where it ends more by now', async () => {
  const { said, models } = page();
  useEvaluate.setState({ status: 'running' });
  expect(models.endedBy('three')).toBe('');
  const agreed = models.endedBy('one');
  expect(agreed).toBe('the evaluation');
  useRun.setState({ status: 'running' });
  const more = models.remove('one', agreed);
  expect(useQuestion.getState().question?.text).toMatch('the run under way and the evaluation');
  useQuestion.getState().answer(false);
  await more;
  expect(said).toEqual([]);
  useRun.setState({ status: 'idle' });
  const made = models.remove('one', agreed);
  expect(useQuestion.getState().question).toBeNull();
  await made;
  expect(said).toEqual(['removes one', 'forgets', 'loads two, auto']);
});

it('a model that is not in use is removed unasked', async () => {
  const { said, models } = page();
  useEvaluate.setState({ status: 'running' });
  await models.remove('three');
  expect(said).toEqual(['removes three']);
});
