/**
 * Classes that are prepared before their turn.
 *
 * What a class needs before its first image (latents, neighbours, UMAP, clusters, targets) is mostly one
 * core's work, while a run that went strictly class by class would leave the other cores idle. So when a
 * class is prepared, those behind it are too, as many at once as the analysis has use for. Their results are
 * stages: kept under their causes, found when the class's turn comes. The order of the run, its events
 * and its bytes are those of one class after another, and a class that cannot be prepared says so in
 * its turn, not before.
 *
 * The first class comes alone: its first image is what a person waits for. After that the model encodes
 * one class after another, the one whose turn it is first. Where it computes on the
 * processor, classes are prepared in waves, and no wave begins while images are made: its threads work
 * in step, and another thread on one of their cores holds up all of them. A model on a graphics card
 * leaves the cores free, so there the next classes are always being prepared.
 */
import { controlOf } from '../core/control';
import type { Recipe } from '../core/formats/recipe';
import { SerialQueue } from '../core/serial-queue';
import type { MethodPlan } from '../methods/method';
import type { RunPlan } from '../methods/plan-of';
import { prepareMaker } from './makers';
import { choosesByLatents } from './makers/real';
import { readClass, type ClassWork } from './makers/class-work';
import { requireSamePictures } from './recipe/fits';
import { classHash } from './recipe/identity';
import { backendOf } from './recipe/image-key';
import type { KeptRuns } from './run-keeper';
import { classLatents } from './stages/latents';
import type { StageParts } from './stages/stage-parts';

/** Backends whose work is done by the cores that the analysis needs. */
const ON_PROCESSOR: ReadonlySet<string> = new Set(['wasm', 'cpu']);

export interface AheadParts extends StageParts {
  readonly runs: Pick<KeptRuns, 'finished'>;
}

export interface AheadOrder {
  readonly recipe: Recipe;
  readonly plan: RunPlan;
  /** The classes of the task, in their order. */
  readonly folders: readonly string[];
}

/** Whether the analysis has something to find in a class: windows are the model's work, start to end. */
function searches(plan: MethodPlan): boolean {
  if (plan.output === 'generated') return Object.keys(plan.targets).length > 0;
  return plan.output === 'real' && choosesByLatents(plan);
}

export class ClassesAhead {
  readonly #parts: AheadParts;
  readonly #order: AheadOrder;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  readonly #encoding = new SerialQueue();
  readonly #preparing = new Set<Promise<void>>();
  /** Classes before this place are prepared, or being prepared. */
  #begun = 0;

  /** @param signal stops the run */
  constructor(parts: AheadParts, order: AheadOrder, signal: AbortSignal) {
    this.#parts = parts;
    this.#order = order;
    this.#signal = AbortSignal.any([signal, this.#abort.signal]);
  }

  /** The preparation of the class whose turn it is begins: of those behind it, too. */
  from(folder: string): void {
    const { analysis, model } = this.#parts;
    const { folders, plan } = this.#order;
    if (analysis.width < 2 || !searches(plan.plan)) return;
    const at = folders.indexOf(folder);
    if (ON_PROCESSOR.has(model.loaded.backend.kind) && at < this.#begun) return;
    const end = at + (this.#begun === 0 ? 1 : analysis.width);
    for (const next of folders.slice(Math.max(at, this.#begun), end)) this.#begin(next);
    this.#begun = Math.max(this.#begun, end);
  }

  /** Stops what is being prepared, and waits for its end. */
  async close(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#preparing);
  }

  #begin(folder: string): void {
    // What goes wrong is met again, and told, when it is the class's turn.
    const preparing = this.#prepare(folder).catch(() => undefined);
    this.#preparing.add(preparing);
    void preparing.then(() => this.#preparing.delete(preparing));
  }

  async #prepare(folder: string): Promise<void> {
    const parts = this.#parts;
    const { recipe, plan } = this.#order;
    const hooks = { control: controlOf(this.#signal), tell: () => undefined };
    const work = await readClass(parts, { recipe, plan, folder }, hooks);
    requireSamePictures(work.entry, work.fingerprint, work.images.length);
    if (await this.#isMade(work)) return;
    await this.#encoding.run(() => classLatents(parts, work, this.#signal, () => undefined));
    await prepareMaker(parts, work, hooks);
  }

  /** Whether all images are in their places, as those of a run that is gone on with. */
  async #isMade({ recipe, plan, entry, fingerprint, images }: ClassWork): Promise<boolean> {
    const classes = recipe.classes.map((one) =>
      one.folder === entry.folder ? { ...one, fingerprint, images: images.length } : one,
    );
    const hash = classHash({ ...recipe, classes }, entry.folder, plan.plan);
    const finished = await this.#parts.runs.finished(hash, backendOf(this.#parts));
    return finished.length >= plan.sampling.imagesPerClass;
  }
}
