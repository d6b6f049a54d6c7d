/**
 * The page's trainer: opened when somebody first evaluates, on what the model runs on, and closed when
 * another model or backend comes.
 */
import { throwIfAborted } from '../../core/errors';
import type { BackendRequest } from '../state/model';
import { PageTrainer } from './page-trainer';

export class TrainerHost {
  #opening: Promise<PageTrainer> | null = null;

  /**
   * The trainer, opened where it is not.
   * @throws StillroomError Unsupported, WorkerLost, Aborted
   */
  async ready(request: BackendRequest, signal: AbortSignal): Promise<PageTrainer> {
    this.#opening ??= this.#open(request);
    const trainer = await this.#opening;
    throwIfAborted(signal);
    return trainer;
  }

  #open(request: BackendRequest): Promise<PageTrainer> {
    const opening = PageTrainer.open({ request, siteUrl: document.baseURI });
    opening.catch(() => {
      // The next one who asks tries again.
      if (this.#opening === opening) this.#opening = null;
    });
    return opening;
  }

  /** Gives the thread and its memory back. */
  close(): void {
    void this.#opening?.then(
      (trainer) => trainer.close(),
      () => undefined,
    );
    this.#opening = null;
  }
}
