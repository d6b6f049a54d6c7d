import { Dialog } from '@base-ui/react/dialog';
import { useId, useState } from 'react';
import { useCommands } from '../commandsContext';
import { methodList } from '../inspector/schema';
import { countOf } from '../job-bar/duration';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { useQueue } from '../state/queue';
import { useSettings, type Settings } from '../state/settings';
import { runName, wholeName } from './runName';
import { MOST_ORDERS, numberList, runOrders } from './runOrders';

/** Several runs at once: methods, images per class and seeds, every one with every other. */
export function QueueDialog() {
  const open = useQueue((state) => state.open);
  const close = () => useQueue.setState({ open: false });
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-scrim" />
        <Dialog.Popup className="dialog dialog-small queue-dialog">
          <Dialog.Title className="dialog-title">Several runs, one after the other</Dialog.Title>
          <QueueForm onClose={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface NumbersFieldProps {
  readonly label: string;
  readonly text: string;
  readonly example: string;
  readonly onChange: (text: string) => void;
}

function NumbersField({ label, text, example, onChange }: NumbersFieldProps) {
  const id = useId();
  return (
    <div className="queue-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="text-field"
        autoComplete="off"
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span className="small muted">{example}</span>
    </div>
  );
}

function MethodChoice(props: {
  readonly chosen: readonly string[];
  readonly onChange: (methods: readonly string[]) => void;
}) {
  const { chosen, onChange } = props;
  return (
    <fieldset className="queue-methods">
      <legend>Methods</legend>
      {methodList.map(({ id, name }) => (
        <label key={id} className="check-label">
          <input
            type="checkbox"
            className="check"
            checked={chosen.includes(id)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? [...chosen, id]
                  : chosen.filter((other) => other !== id),
              )
            }
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

/** What is set up, or what keeps it from being: a sentence. */
function ordersOf(
  now: Settings,
  methods: readonly string[],
  counts: string,
  seeds: string,
): { readonly orders: readonly Settings[]; readonly problem: string | null } {
  const [ipc, seed] = [numberList(counts, 'imagesPerClass'), numberList(seeds, 'seed')];
  if ('problem' in ipc) return { orders: [], problem: ipc.problem };
  if ('problem' in seed) return { orders: [], problem: seed.problem };
  // In the page's order, whichever was ticked first.
  const known = methodList.map(({ id }) => id).filter((id) => methods.includes(id));
  const orders = runOrders(now, { methods: known, counts: ipc.numbers, seeds: seed.numbers });
  if (orders.length === 0) return { orders, problem: 'Tick at least one method.' };
  return orders.length > MOST_ORDERS
    ? { orders: [], problem: `That would be ${orders.length} runs; at most ${MOST_ORDERS} wait.` }
    : { orders, problem: null };
}

function QueueForm({ onClose }: { readonly onClose: () => void }) {
  const commands = useCommands();
  const now = useSettings();
  const pack = useModel((state) => state.pack);
  const classes = useCollection((state) => state.classes.filter((row) => row.included).length);
  const [methods, setMethods] = useState<readonly string[]>([now.method]);
  const [counts, setCounts] = useState(String(now.sampling.imagesPerClass));
  const [seeds, setSeeds] = useState(String(now.sampling.seed));
  const { orders, problem } = ordersOf(now, methods, counts, seeds);
  const names = orders.map((order) =>
    wholeName(runName({ ...order, packId: pack?.id ?? '', madeAgain: 0 }, pack)),
  );
  const images = orders.reduce((sum, { sampling }) => sum + sampling.imagesPerClass * classes, 0);
  return (
    <>
      <Dialog.Description className="small muted">
        The method on the page keeps its values, others have their defaults. What is made already is
        taken up, not made again.
      </Dialog.Description>
      <MethodChoice chosen={methods} onChange={setMethods} />
      <NumbersField
        label="Images per class"
        text={counts}
        example="1, 10, 50"
        onChange={setCounts}
      />
      <NumbersField label="Seeds" text={seeds} example="0-2" onChange={setSeeds} />
      {problem === null ? (
        <details className="small">
          <summary>
            {countOf(orders.length, 'run')}, {countOf(images, 'image')}
          </summary>
          <ol className="queue-names">
            {names.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ol>
        </details>
      ) : (
        <p className="small tone-error" role="alert">
          {problem}
        </p>
      )}
      <div className="dialog-buttons">
        <Dialog.Close className="button">Close</Dialog.Close>
        <button
          type="button"
          className="button button-primary"
          disabled={problem !== null}
          onClick={() => {
            onClose();
            void commands.queue(orders);
          }}
        >
          Start {countOf(orders.length, 'run')}
        </button>
      </div>
    </>
  );
}
