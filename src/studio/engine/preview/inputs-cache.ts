/**
 * What a class brings into its previews, kept while nothing that it depends on changes: moving a slider
 * of a guidance term must not encode or search anything again.
 */
import { canonicalHash } from '../../../core/formats/canonical-json';
import type { PackDescription } from '../../../core/formats/pack';
import type { GeneratedPlan } from '../../../methods/method';
import type { MakerParts } from '../makers/class-inputs';
import { prepareGenerated, type GeneratedInputs } from '../makers/generated';
import type { RunClass } from '../result-store';
import type { RunPlan } from '../run-plan';

export class InputsCache {
  readonly #parts: MakerParts;
  #key = '';
  #inputs: Promise<GeneratedInputs> | null = null;
  #abort = new AbortController();

  constructor(parts: MakerParts) {
    this.#parts = parts;
  }

  clear(): void {
    this.#abort.abort();
    this.#inputs = null;
  }

  /**
   * The inputs of a class, prepared when they are other ones than last time. A preparation goes on
   * while other settings move, and stops when its own do.
   * @throws StillroomError as `prepareGenerated`
   */
  of(
    plan: RunPlan,
    method: GeneratedPlan,
    pack: PackDescription,
    entry: RunClass,
    tell: (activity: string) => void,
  ): Promise<GeneratedInputs> {
    const { imagesPerClass, seed } = plan.sampling;
    const key = canonicalHash({
      pack: plan.record.pack.hash,
      entry: { ...entry },
      others: plan.record.classes.map(({ folder, prompt }) => [folder, prompt]),
      imagesPerClass,
      seed,
      requests: structuredClone(method.targets),
    });
    if (this.#inputs !== null && this.#key === key) return this.#inputs;
    this.clear();
    this.#key = key;
    const abort = new AbortController();
    this.#abort = abort;
    const hooks = { signal: abort.signal, tell };
    const inputs = prepareGenerated(this.#parts, plan, method, pack, entry, hooks);
    this.#inputs = inputs;
    inputs.catch(() => {
      if (this.#inputs === inputs) this.#inputs = null;
    });
    return inputs;
  }
}
