/** How much the loaded model reads of the selected class's prompt; null where it reads all of it, or nobody knows. */
import { create } from 'zustand';
import type { PromptReading } from '../../core/diffuser';

export interface PromptReadingState {
  /** The prompt that it is of. */
  readonly prompt: string;
  readonly reading: PromptReading | null;
}

export const usePromptReading = create<PromptReadingState>(() => ({ prompt: '', reading: null }));
