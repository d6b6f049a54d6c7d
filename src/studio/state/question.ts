/** One question at a time that a command waits for: before something is thrown away, or put in its place. */
import { create } from 'zustand';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the confirming button says: the deed, not "OK". */
  readonly deed: string;
}

export interface QuestionState {
  readonly question: Question | null;
  readonly answer: (yes: boolean) => void;
}

const asksNothing: QuestionState = { question: null, answer: () => undefined };

export const useQuestion = create<QuestionState>(() => asksNothing);

/** Asks, and waits for the answer; a question that still stands is answered with no. */
export function ask(question: Question): Promise<boolean> {
  useQuestion.getState().answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean): void => {
      useQuestion.setState(asksNothing);
      resolve(yes);
    };
    useQuestion.setState({ question, answer });
  });
}
