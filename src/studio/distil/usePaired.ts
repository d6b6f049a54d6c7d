import { usePlan } from '../inspector/usePlan';
import { useShown } from '../state/shown';
import { isPaired } from './placesOf';

/** True where each place holds a real core beside its image: as the set has it, else as the settings will. */
export function usePaired(): boolean {
  const plan = usePlan();
  const results = useShown((state) => state.results);
  return isPaired({ results }, plan);
}
