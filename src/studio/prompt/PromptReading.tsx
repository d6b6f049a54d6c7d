import { usePromptReading } from '../state/prompt-reading';
import { promptWords } from './promptWords';

/** Says what of a class's prompt is cut; nothing where all of it is read. */
export function PromptReading({ prompt }: { readonly prompt: string }) {
  const reading = usePromptReading((state) => (state.prompt === prompt ? state.reading : null));
  return (
    <output>
      {promptWords(prompt, reading).map((words) => (
        <p key={words} className="small muted">
          {words}
        </p>
      ))}
    </output>
  );
}
