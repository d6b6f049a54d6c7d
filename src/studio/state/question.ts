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

/** Nothing stands to be answered. */
export const asksNothing: QuestionState = { question: null, answer: () => undefined };

export const useQuestion = create<QuestionState>(() => asksNothing);
