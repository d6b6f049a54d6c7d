/**
 * Asks the model how much it reads of the selected class's prompt, where it may not be all of it, whenever prompt
 * or model is another.
 */
import type { PackDescription } from '../../core/formats/pack';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { usePromptReading } from '../state/prompt-reading';
import { useSelection } from '../state/selection';
import type { PageModel } from './page-model';
import { subscribeAll } from './subscribe-all';

/** Tokens that may stand around a text, at most. */
const AROUND = 2;

/** A token is a byte of UTF-8 at least: a prompt of no more bytes than tokens is read whole. */
export function mayBeCut(prompt: string, { condition }: PackDescription): boolean {
  if (condition.kind !== 'text') return false;
  const least = Math.min(...condition.encoders.map(({ maxTokens }) => maxTokens));
  return new TextEncoder().encode(prompt).length > least - AROUND;
}

function selectedPrompt(): string {
  const { folder } = useSelection.getState();
  return useCollection.getState().classes.find((row) => row.folder === folder)?.prompt ?? '';
}

/** Keeps `usePromptReading` true. @param ready the chosen model, once it is loaded */
export function followPrompt(ready: () => Promise<Pick<PageModel, 'readPrompt'>>): void {
  let asked = '';
  const ask = async (prompt: string, name: string): Promise<void> => {
    // A model that fails, or is not the chosen one any more, says what is wrong in its own place.
    const reading = await ready()
      .then((model) => model.readPrompt(prompt))
      .catch(() => null);
    if (name === asked) usePromptReading.setState({ prompt, reading });
  };
  subscribeAll(
    useCollection,
    useModel,
    useSelection,
  )(() => {
    const { status, pack, packHash } = useModel.getState();
    const prompt = selectedPrompt();
    const name = `${status} ${packHash} ${prompt}`;
    if (name === asked) return;
    asked = name;
    usePromptReading.setState({ prompt, reading: null });
    if (status === 'ready' && pack !== null && mayBeCut(prompt, pack)) void ask(prompt, name);
  });
}
