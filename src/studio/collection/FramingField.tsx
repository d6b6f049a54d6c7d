import { useId } from 'react';
import { FRAMINGS, type Framing } from '../../core/framing';
import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';

const FRAMING_WORDS = {
  crop: 'their middle',
  squash: 'all of them, squashed',
} as const satisfies Record<Framing, string>;

/** How pictures become the model's square; those that are square already are the same either way. */
export function FramingField() {
  const commands = useCommands();
  const framing = useCollection((state) => state.framing);
  const [id, help] = [useId(), useId()];
  const choose = (value: string) => {
    const chosen = FRAMINGS.find((one) => one === value);
    if (chosen !== undefined) void commands.frame(chosen);
  };
  return (
    <>
      <label htmlFor={id}>Seen of pictures</label>
      <select
        id={id}
        className="select"
        value={framing}
        aria-describedby={help}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {FRAMINGS.map((one) => (
          <option key={one} value={one}>
            {FRAMING_WORDS[one]}
          </option>
        ))}
      </select>
      <p id={help} className="visually-hidden">
        How pictures become the square that the model sees: CoDA’s code squashes them, DMGD’s cuts
        the middle out.
      </p>
    </>
  );
}
