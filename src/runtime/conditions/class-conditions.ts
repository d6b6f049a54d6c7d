/**
 * Conditions from classes: rows of a table of label embeddings, [classes + 1, width], the null class last.
 * A class is asked for by its WordNet id or by one of its names.
 */
import type { Condition } from '../../core/diffusion/condition';
import { StillroomError } from '../../core/errors';
import { unpackFloat16 } from '../../core/formats/float16';
import type { ClassCondition, PackClasses } from '../../core/formats/pack';
import { classesMeant } from '../../core/formats/pack/known-classes';
import { guidanceEmbedding, type ConditionMaker } from './condition-maker';

export class ClassConditions implements ConditionMaker {
  readonly #condition: ClassCondition;
  readonly #classes: PackClasses;
  readonly #table: Float32Array;

  /** @param table little-endian numbers of the pack's type, [classes + 1, width] */
  constructor(condition: ClassCondition, classes: PackClasses, table: ArrayBuffer) {
    this.#condition = condition;
    this.#classes = classes;
    this.#table =
      condition.type === 'float32'
        ? new Float32Array(table)
        : unpackFloat16(new Uint16Array(table));
  }

  async make(prompts: readonly string[]): Promise<readonly Condition[]> {
    return prompts.map((prompt) => this.#of(prompt));
  }

  #of(prompt: string): Condition {
    const { width, nullPrompt, guidanceEmbedding: embedding } = this.#condition;
    const row = prompt === nullPrompt ? this.#classes.names.length : this.#rowOf(prompt);
    const data = this.#table.slice(row * width, (row + 1) * width);
    return {
      label: { shape: [width], data },
      ...(embedding && {
        guidance: { shape: [embedding.width], data: guidanceEmbedding(embedding) },
      }),
    };
  }

  #rowOf(prompt: string): number {
    const [row, ...others] = classesMeant(this.#classes, prompt);
    if (row !== undefined && others.length === 0) return row;
    const { names, wordnetIds = [] } = this.#classes;
    const known = (index: number) => `${wordnetIds[index] ?? ''} ${names[index] ?? ''}`.trim();
    const reason =
      row === undefined
        ? `It knows ${names.length} classes, "${known(0)}" to "${known(names.length - 1)}"`
        : `It knows ${[row, ...others].map((one) => `"${known(one)}"`).join(' and ')}`;
    throw new StillroomError(
      'BadParameter',
      `The model does not know which class "${prompt}" is. ${reason}: give the class a prompt that is one of its names or WordNet ids, and nothing else.`,
      { prompt },
    );
  }
}
