import { useId, useState } from 'react';
import { sizeText } from '../../core/formats/pack/pack-facts';
import type { KeptFile, KeptModel } from '../../runtime/download/kept-models';
import { useCommands } from '../commandsContext';
import { countOf } from '../job-bar/duration';
import { useModels, type Download } from '../state/models';
import { ModelFacts } from './ModelCard';

/** A model from a server: looked at, then fetched. */
export function AddAddress() {
  const { models } = useCommands();
  const download = useModels((state) => state.download);
  const [address, setAddress] = useState('');
  const id = useId();
  const status = download?.status ?? null;
  return (
    <>
      <h3>From a server</h3>
      <form
        className="add-address"
        onSubmit={(event) => {
          event.preventDefault();
          if (address.trim() !== '') void models.look(address);
        }}
      >
        <label htmlFor={id}>Address</label>
        <input
          id={id}
          className="text-field"
          inputMode="url"
          autoComplete="off"
          placeholder="https://"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        {status === 'looking' ? (
          <button type="button" className="button" onClick={() => models.stop()}>
            Stop looking
          </button>
        ) : (
          <button type="submit" className="button" disabled={status === 'fetching'}>
            Look
          </button>
        )}
      </form>
      <p className="small muted">
        The folder that holds a pack.json: on a hub, on a server of yours. A closed-off part of the
        page asks that address for the model’s files, without cookies, and for nothing else; of your
        pictures it knows nothing.
      </p>
      {download !== null && download.problem !== null && (
        <p className="small tone-error" role="alert">
          {download.problem}
        </p>
      )}
      {download !== null && download.model !== null && (
        <Offer download={download} model={download.model} />
      )}
    </>
  );
}

interface OfferProps {
  readonly download: Download;
  readonly model: KeptModel;
}

/** What would be fetched, or is being: each file, what of it is here. */
function Offer({ download, model }: OfferProps) {
  const { models } = useCommands();
  const { status, here, freeBytes, address } = download;
  const { pack, hash, files } = model;
  const hereOf = ({ path }: KeptFile) => here.get(path) ?? 0;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const there = files.reduce((sum, file) => sum + hereOf(file), 0);
  const missing = total - there;
  const tight = freeBytes !== null && missing > freeBytes;
  return (
    <section className="model-card" aria-label={`${pack.name} at its address`}>
      <h4>{pack.name}</h4>
      <p className="small muted clip" title={address}>
        {address}
      </p>
      <output className="small" aria-live={status === 'fetching' ? 'off' : 'polite'}>
        {missing === 0
          ? `All ${sizeText(total)} are here.`
          : `${countOf(files.length, 'file')}, ${sizeText(total)}: ${
              there === 0
                ? 'none of it is here'
                : `${sizeText(there)} are here, ${sizeText(missing)} to fetch`
            }.`}
        {freeBytes !== null && ` Room in this browser: ${sizeText(freeBytes)}.`}
      </output>
      {tight && (
        <p className="small tone-error" role="alert">
          There is not enough room. Remove other models or results first.
        </p>
      )}
      <ul className="file-progress small">
        {files.map((file) => (
          <li key={file.path}>
            <span className="clip" title={file.path}>
              {file.path}
            </span>
            <span className="muted">
              {hereOf(file) === file.bytes
                ? `${sizeText(file.bytes)}, here`
                : `${sizeText(hereOf(file))} of ${sizeText(file.bytes)}`}
            </span>
            <span className="thin-bar">
              <i style={{ transform: `scaleX(${hereOf(file) / Math.max(1, file.bytes)})` }} />
            </span>
          </li>
        ))}
      </ul>
      {status !== 'fetching' && <ModelFacts pack={pack} hash={hash} />}
      <div className="model-tools">
        {status === 'fetching' ? (
          <button type="button" className="button" onClick={() => models.stop()}>
            Stop
          </button>
        ) : (
          <>
            <button
              type="button"
              className="button button-primary"
              disabled={tight}
              onClick={() => void models.download()}
            >
              {missing === 0 ? 'Add it' : `Fetch ${sizeText(missing)}`}
            </button>
            <button type="button" className="quiet-button" onClick={() => models.leave()}>
              Not now
            </button>
          </>
        )}
      </div>
    </section>
  );
}
