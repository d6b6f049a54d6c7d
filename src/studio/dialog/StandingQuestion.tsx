import { useQuestion } from '../state/question';
import { ConfirmDialog } from './ConfirmDialog';

/** What a command asks before it goes on. */
export function StandingQuestion() {
  const { question, answer } = useQuestion();
  if (question === null) return null;
  return (
    <ConfirmDialog
      open
      {...question}
      onConfirm={() => answer(true)}
      onClose={() => answer(false)}
    />
  );
}
