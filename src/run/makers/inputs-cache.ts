/**
 * What a class brings into its previews, kept while nothing that it depends on changes: moving a slider
 * of a guidance term must not encode or search anything again.
 */
import { controlOf } from '../../core/control';
import { canonicalHash } from '../../core/formats/canonical-json';
import type { GeneratedPlan } from '../../methods/method';
import type { StageParts } from '../stages/stage-parts';
import { readClass, type ClassOfRecipe } from './class-work';
import { imageCores, imageSeeds } from '../recipe/image-seeds';
import { prepareGenerated, type GeneratedInputs } from './generated-inputs';

export class InputsCache {
  readonly #parts: StageParts;
  #key = '';
  #inputs: Promise<GeneratedInputs> | null = null;
  #abort = new AbortController();

  /** @param parts one collection and one model: another one needs another cache */
  constructor(parts: StageParts) {
    this.#parts = parts;
  }

  clear(): void {
    this.#abort.abort();
    this.#inputs = null;
  }

  /**
   * The inputs of a class, prepared when they are other ones than last time. A preparation goes on
   * while other settings move, and stops when its own do.
   * @throws StillroomError as `readClass` and `prepareGenerated`
   */
  of(
    one: ClassOfRecipe,
    method: GeneratedPlan,
    tell: (activity: string) => void,
  ): Promise<GeneratedInputs> {
    const key = keyOf(one, method);
    if (this.#inputs !== null && this.#key === key) return this.#inputs;
    this.clear();
    this.#key = key;
    const abort = new AbortController();
    this.#abort = abort;
    const inputs = this.#prepare(one, method, abort.signal, tell);
    this.#inputs = inputs;
    inputs.catch(() => {
      if (this.#inputs === inputs) this.#inputs = null;
    });
    return inputs;
  }

  async #prepare(
    one: ClassOfRecipe,
    method: GeneratedPlan,
    signal: AbortSignal,
    tell: (activity: string) => void,
  ): Promise<GeneratedInputs> {
    const hooks = { control: controlOf(signal), tell };
    const work = await readClass(this.#parts, one, hooks);
    return prepareGenerated(this.#parts, work, method, hooks);
  }
}

/** Names what `prepareGenerated` reads of a recipe. */
function keyOf({ recipe, plan, folder }: ClassOfRecipe, method: GeneratedPlan): string {
  const { imagesPerClass, seed } = plan.sampling;
  return canonicalHash({
    folder,
    prompts: recipe.classes
      .filter((entry) => method.usesOtherClasses || entry.folder === folder)
      .map((entry) => [entry.folder, entry.name, entry.prompt]),
    imagesPerClass,
    seed,
    requests: method.targets,
    latents: method.candidates !== null,
    seeds: [...imageSeeds(recipe, folder)],
    cores: [...imageCores(recipe, folder)],
  });
}
