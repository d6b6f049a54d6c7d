/** Another model, or another place where it computes. Either ends all that is under way: it is asked about first. */
import type { ModelHost } from '../../adapters/model-host';
import { useModel, type BackendRequest, type ModelState } from '../../state/model';
import { mayEnd } from '../may-end';

export interface ChoosesModel {
  choose(id: string): Promise<void>;
  chooseBackend(request: BackendRequest): Promise<void>;
  /** Uses this one in place of one that is gone, unasked. */
  replace(id: string): Promise<void>;
}

/** @param forget takes off the page what was made with the model before */
export function modelChoice(model: Pick<ModelHost, 'reload'>, forget: () => void): ChoosesModel {
  const change = async (changed: Partial<ModelState>): Promise<void> => {
    useModel.setState(changed);
    forget();
    await model.reload();
  };
  return {
    async choose(chosen) {
      if (await mayEnd('Use another model')) await change({ chosen });
    },
    async chooseBackend(request) {
      if (await mayEnd('Compute elsewhere')) await change({ request });
    },
    replace: (chosen) => change({ chosen }),
  };
}
