/** The joint terms of a request at work: from the images' clean latents to how far each is moved. */
import { buildJointTerm } from '../guidance/joint/build-joint-term';
import type { JointTerm } from '../guidance/joint/joint-term';
import { noiseLevel } from '../guidance/paper-schedule';
import { norm } from '../guidance/target';
import type { SolverStep } from '../diffusion/solver/solver';
import { latentSize } from '../diffusion/types';
import type { ImageRun } from './image-run';
import type { SampleRequest } from './sample-request';

export class JointGuidance {
  readonly #request: SampleRequest;
  readonly #total: number;
  readonly #terms: readonly JointTerm[];

  /**
   * @param total number of steps
   * @throws StillroomError as `buildJointTerm`
   */
  constructor(request: SampleRequest, total: number) {
    const { joint = [], shape } = request;
    this.#request = request;
    this.#total = total;
    this.#terms = joint.map((spec) => buildJointTerm(spec, latentSize(shape)));
  }

  /** Moves the predictions of a step; all terms see them as they are before the first of these moves. */
  guide(step: SolverStep, runs: readonly ImageRun[]): void {
    if (this.#terms.length === 0) return;
    const { prediction } = this.#request;
    const level = noiseLevel(step.sigma, prediction);
    const noiseNorms = runs.map((run) => run.noiseNorm(step));
    const place = { index: step.index, total: this.#total, level };
    const seen = { place, x0: runs.map(({ x0 }) => x0), noiseNorms };
    for (const { kind, shift } of this.#terms) {
      const moved = shift(seen);
      if (moved === null) continue;
      const { shifts, distances, loss } = moved;
      runs.forEach((run, position) => {
        const by = shifts[position] as Float64Array;
        const shiftNorm = norm(by);
        const noise = noiseNorms[position] as number;
        const shiftShare = noise > 0 ? shiftNorm / noise : 0;
        const distance = distances[position] ?? null;
        run.shift(step, by, { term: kind, shiftNorm, shiftShare, distance, loss });
      });
    }
  }
}
