import { useId, useState, type ReactNode } from 'react';
import { packBytes, type PackDescription } from '../../core/formats/pack';
import { packFacts, packLimits, sizeText } from '../../core/formats/pack/pack-facts';
import { hereBytes, type KeptModel, type RefusedModel } from '../../runtime/download/kept-models';
import { useCommands } from '../commandsContext';
import { ConfirmDialog } from '../dialog/ConfirmDialog';
import { formatPace } from '../job-bar/duration';
import { useModel, type ModelChoice } from '../state/model';
import { useModels } from '../state/models';
import { fitOf, needsOf } from './fit';
import { runnable } from './runnable';

interface FactProps {
  readonly what: string;
  readonly children: ReactNode;
}

function Fact({ what, children }: FactProps) {
  return (
    <div className="fact">
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What a model is, needs and can do, and whether it fits here. */
export function ModelFacts({
  pack,
  hash,
}: {
  readonly pack: PackDescription;
  readonly hash: string;
}) {
  const machine = useModels((state) => state.machine);
  const pace = useModels((state) => state.paces.get(hash));
  const { runs, not } = runnable(pack);
  const fit = machine === null ? null : fitOf(pack, machine);
  return (
    <>
      <dl className="facts small">
        {packFacts(pack).map(({ what, says }) => (
          <Fact key={what} what={what}>
            {says}
          </Fact>
        ))}
        <Fact what="Needs">{needsOf(pack)}</Fact>
        {fit !== null && (
          <Fact what="Here">
            <span className={fit.fits ? 'tone-good' : 'tone-error'}>
              {fit.fits ? 'Fits.' : 'Does not fit.'}
            </span>{' '}
            {fit.says}
          </Fact>
        )}
        <Fact what="Measured">
          {pace === undefined
            ? 'nothing yet: the first run tells the seconds an image'
            : `${formatPace(pace.seconds)} an image, on ${pace.on}`}
        </Fact>
        <Fact what="Methods">{not.length === 0 ? 'all of them' : runs.join(', ')}</Fact>
      </dl>
      {packLimits(pack).map((limit) => (
        <p key={limit} className="small model-limit">
          {limit}
        </p>
      ))}
    </>
  );
}

/** A model that can be chosen. */
export function ModelCard({ choice }: { readonly choice: ModelChoice }) {
  const commands = useCommands();
  const chosen = useModel((state) => state.chosen === choice.id);
  const title = useId();
  const { id, name, detail, origin, described } = choice;
  return (
    <section className={`model-card ${chosen ? 'is-selected' : ''}`} aria-labelledby={title}>
      <h3 id={title}>{described?.pack.name ?? name}</h3>
      <p className="small muted">{detail}</p>
      {described === null ? (
        <p className="small">Its description is read when it is loaded.</p>
      ) : (
        <ModelFacts {...described} />
      )}
      <div className="model-tools">
        {chosen ? (
          <span className="badge">In use</span>
        ) : (
          <button
            type="button"
            className="button"
            onClick={() => {
              useModels.setState({ open: false });
              void commands.chooseModel(id);
            }}
          >
            Use <span className="visually-hidden">{name}</span>
          </button>
        )}
        {origin !== 'embedded' && (
          <RemoveModel id={id} name={name} bytes={origin === 'kept' ? bytesOf(choice) : null} />
        )}
      </div>
    </section>
  );
}

const bytesOf = ({ described }: ModelChoice): number | null =>
  described === null ? null : packBytes(described.pack);

/** A model whose download has not come to its end. */
export function BegunCard({ model }: { readonly model: KeptModel }) {
  const commands = useCommands();
  const title = useId();
  const { hash, pack, address } = model;
  const here = hereBytes(model);
  return (
    <section className="model-card" aria-labelledby={title}>
      <h3 id={title}>{pack.name}</h3>
      <p className="small">
        {sizeText(here)} of {sizeText(packBytes(pack))} are here, from {address}
      </p>
      <div className="model-tools">
        <button type="button" className="button" onClick={() => void commands.models.goOn(hash)}>
          Go on <span className="visually-hidden">with {pack.name}</span>
        </button>
        <RemoveModel id={hash} name={pack.name} bytes={here} />
      </div>
    </section>
  );
}

/** A model that an earlier visit kept and that cannot be read. */
export function RefusedCard({ model }: { readonly model: RefusedModel }) {
  const title = useId();
  const { hash, address, here, problem } = model;
  const name = `the model from ${new URL(address).host}`;
  return (
    <section className="model-card" aria-labelledby={title}>
      <h3 id={title}>A model that cannot be read</h3>
      <p className="small">
        {sizeText(here)} are here, from {address}. {problem} Remove it, and fetch it again.
      </p>
      <div className="model-tools">
        <RemoveModel id={hash} name={name} bytes={here} />
      </div>
    </section>
  );
}

interface RemoveModelProps {
  readonly id: string;
  readonly name: string;
  /** Bytes that it takes in this browser; null for one on the disk. */
  readonly bytes: number | null;
}

function RemoveModel({ id, name, bytes }: RemoveModelProps) {
  const commands = useCommands();
  const [asking, setAsking] = useState(false);
  const [ended, setEnded] = useState('');
  return (
    <>
      <button
        type="button"
        className="quiet-button"
        onClick={() => {
          setEnded(commands.models.endedBy(id));
          if (bytes === null) void commands.models.remove(id);
          else setAsking(true);
        }}
      >
        Remove <span className="visually-hidden">{name}</span>
      </button>
      <ConfirmDialog
        open={asking}
        title={`Remove ${name}?`}
        text={[
          ended === '' ? '' : `This ends ${ended}. `,
          `Its ${sizeText(bytes ?? 0)} leave this browser; to use it again it has to be fetched again. Runs that it made stay.`,
        ].join('')}
        deed="Remove model"
        onConfirm={() => void commands.models.remove(id, ended)}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
