/** What the Evaluate view can ask for. Results that are kept follow the choices by themselves. */
import type { EvaluationChoices } from '../../state/evaluate';

/** Where an image lies in a set. */
export interface ImagePlace {
  readonly folder: string;
  /** In its class, from 0. */
  readonly index: number;
}

/** What is other about images that are made again: their noise, or the real images that they are pulled to. */
export type AgainFrom = 'noise' | 'cores';

export interface EvaluateCommands {
  /** Sets what is to be evaluated and how. */
  choose(choices: Partial<EvaluationChoices>): void;
  /** Trains what is not trained yet; goes on from checkpoints where there are some. */
  start(): Promise<void>;
  /** Opens or closes what the images of the shown set are worth; it is looked for while it is open. */
  openValues(open: boolean): void;
  /** Tells what the images of a set are worth: trains what is not trained yet. @param set a run's handle */
  startValues(set: string): Promise<void>;
  /**
   * Makes these images of a run again, as another run beside it, which is then chosen too.
   * @param set a run's handle
   */
  makeAgain(set: string, images: readonly ImagePlace[], from: AgainFrom): Promise<void>;
  /** Makes the coresets that are missing beside the chosen runs, and chooses all of them too. */
  addCoresets(): Promise<void>;
  pause(): void;
  resume(): void;
  /** What is trained stays, and the training under way goes on from its last step later. */
  stop(): void;
  /** Shows the curves and confusions of a set. */
  show(set: string): void;
  /** Goes to a class where its images are: an image of a run, or the class alone. */
  goTo(set: string, folder: string, index: number | null): void;
}
