/** The choices of a tab, brought back after a reload. They lie with the tab's other records: `<id>/evaluation`. */
import type { Tab } from '../../../data/store/tabs';
import type { Storage } from '../../../run/ports';
import { FIRST_CHOICES, type EvaluationChoices } from '../../state/evaluate';

/** Raised when their shape changes: older ones are not read. */
const VERSION = 1;

interface KeptChoices {
  readonly version: typeof VERSION;
  readonly choices: EvaluationChoices;
}

function isKept(value: unknown): value is KeptChoices {
  return (
    typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
  );
}

const keyOf = ({ id }: Tab): string => `${id}/evaluation`;

/** Null where nobody chose yet. */
export async function keptChoices(storage: Storage, tab: Tab): Promise<EvaluationChoices | null> {
  const value = await storage.get('tabs', keyOf(tab));
  return isKept(value) ? { ...FIRST_CHOICES, ...value.choices } : null;
}

export async function keepChoices(
  storage: Storage,
  tab: Tab,
  choices: EvaluationChoices,
): Promise<void> {
  const value: KeptChoices = { version: VERSION, choices };
  await storage.put([{ table: 'tabs', key: keyOf(tab), value }]);
}
