/** What makes a pack's conditions. */
import type { PromptReading } from '../../core/diffuser';
import type { Condition } from '../../core/diffusion/condition';
import type { GuidanceEmbedding } from '../../core/formats/pack';

export interface ConditionMaker {
  /** One a prompt, each in arrays of its own. @throws StillroomError as `Diffuser.makeConditions` */
  make(prompts: readonly string[]): Promise<readonly Condition[]>;
  /** As `Diffuser.readPrompt`. */
  readPrompt?(prompt: string): PromptReading | null;
}

/**
 * The sine embedding of a guidance scale, as consistency models take it (Luo et al., 2310.04378; diffusers'
 * `get_guidance_scale_embedding`): with s = 1000 (scale - 1) and f_k = 10000^(-k / (half - 1)),
 * [sin(s f_0) .. sin(s f_half-1), cos(s f_0) .. cos(s f_half-1)], and a zero behind where the width is odd.
 * @returns [width]
 */
export function guidanceEmbedding({ width, scale }: GuidanceEmbedding): Float32Array {
  const half = Math.floor(width / 2);
  const values = new Float32Array(width);
  for (let k = 0; k < half; k++) {
    const angle = 1000 * (scale - 1) * Math.exp((-Math.log(10_000) * k) / (half - 1));
    values[k] = Math.sin(angle);
    values[half + k] = Math.cos(angle);
  }
  return values;
}
