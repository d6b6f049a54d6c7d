import { usePlan } from '../inspector/usePlan';

/**
 * True where the chosen method samples its images, so that there is something to preview. Also for
 * settings that no plan accepts: the strip itself says what is wrong with them.
 */
export function useGenerated(): boolean {
  return (usePlan()?.output ?? 'generated') === 'generated';
}
