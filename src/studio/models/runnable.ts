/** Which methods a model can run: all of them where it can look at pictures. */
import type { PackDescription } from '../../core/formats/pack';
import { methods } from '../../methods';
import type { Method } from '../../methods/method';
import { defaultsOf } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';

/** True where the method, as it stands, generates from the prompt alone. */
function needsNoPictures(method: Method): boolean {
  const made = method.plan(defaultsOf(method.schema), defaultsOf(samplingSchema));
  return (
    made.output === 'generated' && Object.keys(made.targets).length === 0 && made.start === null
  );
}

/** Names of the methods that the model runs, and of those that it does not. */
export function runnable({ graphs }: Pick<PackDescription, 'graphs'>): {
  readonly runs: readonly string[];
  readonly not: readonly string[];
} {
  const able = (method: Method) => graphs.vae_encoder !== undefined || needsNoPictures(method);
  const names = (all: readonly Method[]) => all.map(({ name }) => name);
  return {
    runs: names(methods.filter(able)),
    not: names(methods.filter((method) => !able(method))),
  };
}
