/** Where a browser's thread computes train steps. */
import { StillroomError } from '../../core/errors';
import { openBackend, type BackendReport, type BackendRequest } from '../backend';
import { siteKernels } from '../kernel-graphs';
import { browserOrt } from '../ort-browser';
import type { Session } from '../session';
import { OrtTrainStep, type OrtTrainStepOptions } from './ort-train-step';

export class TrainHost {
  #session: Session | null = null;

  /**
   * Opens a backend in place of the one before.
   * @param siteUrl absolute URL of the page's folder, where `kernels/` stands
   * @throws StillroomError Unsupported when WebGPU was asked for and there is none
   */
  async open(request: BackendRequest, siteUrl: string): Promise<BackendReport> {
    const before = this.#session;
    this.#session = null;
    await before?.dispose();
    const place = { loader: browserOrt(), kernels: siteKernels(siteUrl) };
    const { session, report } = await openBackend(request, place);
    this.#session = session;
    return report;
  }

  /** @throws StillroomError WorkerLost while nothing is open: what was, died with another thread */
  get newStep(): (options: OrtTrainStepOptions) => OrtTrainStep {
    const session = this.#session;
    if (session !== null) {
      return (options) => new OrtTrainStep(session, options);
    }
    throw new StillroomError('WorkerLost', 'Nothing trains here yet. Start the evaluation again.');
  }
}
