/** The question of a command, and its answer. */
import { asksNothing, useQuestion, type Question } from '../state/question';

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
