/** How long the steps of previews take, by model and backend, for this visit. */
import { useModel } from '../../state/model';
import type { SlowSteps } from '../../state/preview';
import { previewSteps } from './preview-steps';

export class PreviewPaces {
  /** Seconds of a step, an image. */
  readonly #steps = new Map<string, number>();

  /** Takes in what a preview of the loaded model measured. */
  measured(seconds: number | null): void {
    if (seconds !== null) this.#steps.set(nameOfLoaded(), seconds);
  }

  /**
   * What a preview has to say of its steps; null where all of them take no time to speak of.
   * @param all true where a person wants all of them
   */
  slowSteps(asked: number, all: boolean): SlowSteps | null {
    const { backend } = useModel.getState();
    const step = this.#steps.get(nameOfLoaded()) ?? null;
    const { few, seconds } = previewSteps(asked, { step, firstCall: backend?.firstCall ?? null });
    return few === asked ? null : { steps: all ? asked : few, asked, seconds };
  }
}

function nameOfLoaded(): string {
  const { packHash, backend } = useModel.getState();
  return `${packHash}/${backend?.kind}`;
}
