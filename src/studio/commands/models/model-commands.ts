/** The models that a page has: the embedded one, and those of the disk, which are read where they lie. */
import { chosenModel } from '../../adapters/chosen-model';
import { thisMachine } from '../../adapters/machine';
import type { PageParts } from '../../adapters/page-parts';
import { useModels } from '../../state/models';
import { told } from '../told';
import type { ModelCommands } from './contract';

type Parts = Pick<PageParts, 'model' | 'figure'>;

/** @param choose loads a model by its id */
export function modelCommands(
  { model, figure }: Parts,
  choose: (id: string) => Promise<void>,
): ModelCommands {
  return {
    addFiles: (files) =>
      told(async () => {
        const { choice, place } = await chosenModel(files);
        model.addPack(choice, place);
        useModels.setState({ open: false });
        await choose(choice.id);
      }),
    async show() {
      useModels.setState({ open: true });
      await figure.refresh();
      if (useModels.getState().machine === null) {
        useModels.setState({ machine: await thisMachine() });
      }
    },
    remove: (id) =>
      told(async () => {
        const next = model.removePack(id);
        if (next !== null) await choose(next);
      }),
  };
}
