/** What a person chose in Compare and Evaluate, where another record takes the place of a run's. */
import type { Storage } from '../../../run/ports';
import { useCompare } from '../../state/compare';
import { useEvaluate } from '../../state/evaluate';
import type { PageParts } from '../../adapters/page-parts';
import { keepChoices } from '../evaluate/kept-choices';

/** @returns the handles, with the one that stays in place of those that are gone */
export function inTheirPlace(
  handles: readonly string[],
  gone: ReadonlySet<string>,
  stays: string,
): readonly string[] {
  return [...new Set(handles.map((handle) => (gone.has(handle) ? stays : handle)))];
}

export async function carryChoices(
  { storage, tab }: Pick<PageParts, 'tab'> & { readonly storage: Storage },
  gone: ReadonlySet<string>,
  stays: string,
): Promise<void> {
  useCompare.setState(({ chosen }) => ({ chosen: inTheirPlace(chosen, gone, stays) }));
  const { choices } = useEvaluate.getState();
  if (choices.runs?.some((handle) => gone.has(handle)) !== true) return;
  const carried = { ...choices, runs: inTheirPlace(choices.runs, gone, stays) };
  useEvaluate.setState({ choices: carried });
  await keepChoices(storage, await tab, carried);
}
