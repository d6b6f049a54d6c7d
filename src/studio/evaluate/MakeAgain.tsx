import { useState } from 'react';
import type { AgainFrom } from '../commands/evaluate/contract';

export interface MakeAgainProps {
  readonly disabled: boolean;
  readonly onMake: (from: AgainFrom) => void;
}

const WAYS = [
  { from: 'noise', label: 'from other noise' },
  { from: 'cores', label: 'with other cores' },
] as const satisfies readonly { readonly from: AgainFrom; readonly label: string }[];

/** Makes the least valuable images again, and says what shall be other about them. */
export function MakeAgain({ disabled, onMake }: MakeAgainProps) {
  const [from, setFrom] = useState<AgainFrom>('noise');
  return (
    <div className="advice-actions">
      <button
        type="button"
        className="button"
        disabled={disabled}
        title="As another run beside this one: these images anew, all others as they are"
        onClick={() => onMake(from)}
      >
        Make these again
      </button>
      <select
        className="select"
        aria-label="How they are made again"
        title="Other noise: the same core. Other cores: each is pulled to the real image nearest to its core that none is pulled to yet."
        disabled={disabled}
        value={from}
        onChange={(event) => {
          const way = WAYS.find((one) => one.from === event.currentTarget.value);
          if (way !== undefined) setFrom(way.from);
        }}
      >
        {WAYS.map(({ from: value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
