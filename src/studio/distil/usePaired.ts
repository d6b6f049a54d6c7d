import { usePlan } from '../inspector/usePlan';
import { useShown } from '../state/shown';

/**
 * True where each place holds a real core beside its image: as the finished set has it, else as the
 * settings will.
 */
export function usePaired(): boolean {
  const plan = usePlan();
  const results = useShown((state) => state.results);
  const made = [...results.values()].flat();
  if (made.length === 0) return plan?.output === 'generated' && plan.targets.cores !== undefined;
  return made.some(({ origin, coreImage }) => origin === 'generated' && coreImage !== null);
}
