import { useId, type ReactNode } from 'react';
import type { PackDescription } from '../../core/formats/pack';
import { packFacts, packLimits } from '../../core/formats/pack/pack-facts';
import { useCommands } from '../commandsContext';
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
function ModelFacts({ pack, hash }: { readonly pack: PackDescription; readonly hash: string }) {
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
          <button
            type="button"
            className="quiet-button"
            onClick={() => void commands.models.remove(id)}
          >
            Remove <span className="visually-hidden">{name}</span>
          </button>
        )}
      </div>
    </section>
  );
}
