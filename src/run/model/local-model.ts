/** A model on the caller's own thread: in Node, and in tests. */
import type { Control } from '../../core/call';
import { callOf, controlOf } from '../../core/control';
import type { Diffuser } from '../../core/diffuser';
import { throwIfAborted } from '../../core/errors';
import type { LoadedModel, Model } from '../ports';
import { modelFunctions } from './functions';

/** @param loaded what the diffuser was made of; `ModelRuntime.report` is one */
export function localModel(diffuser: Diffuser, loaded: LoadedModel): Model {
  const functions = modelFunctions(() => ({ diffuser, loaded }));
  const call = <Event>(control: Control, tell: (event: Event) => void) => {
    throwIfAborted(control.signal);
    return callOf(control, tell);
  };
  const silent = () => undefined;
  return {
    loaded,
    async makeConditions(prompts, signal) {
      throwIfAborted(signal);
      return functions.makeConditions(prompts);
    },
    async encode(pixels, count, signal) {
      return functions.encode(pixels, count, call<never>(controlOf(signal), silent));
    },
    async posterior(pixels, count, signal) {
      return functions.posterior(pixels, count, call<never>(controlOf(signal), silent));
    },
    async sample(job, control, onStep) {
      return functions.sample(job, call(control, onStep));
    },
    async score(job, control, onUpdate) {
      return functions.score(job, call(control, onUpdate));
    },
    async describe(job, control, onFound) {
      return functions.describe(job, call(control, onFound));
    },
    async preview(lane, job, signal, onEvent) {
      return functions.preview(lane, job, call(controlOf(signal), onEvent));
    },
  };
}
