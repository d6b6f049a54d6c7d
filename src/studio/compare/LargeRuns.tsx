import { Dialog } from '@base-ui/react/dialog';
import { useRef, useState, type ReactNode } from 'react';
import { useSize } from '../charts/useSize';
import { move } from '../commands/move';
import { DividedFrame } from '../distil/stage/DividedFrame';
import { Frame } from '../distil/stage/Frame';
import { frameSide } from '../distil/stage/frameSide';
import { ZoomControls } from '../distil/stage/ZoomControls';
import { useClassNames } from '../distil/useClassNames';
import { Picture } from '../picture/Picture';
import { wholeName } from '../runs/runName';
import { useCompare } from '../state/compare';
import { useSelection } from '../state/selection';
import { useStage } from '../state/stage';
import type { Place } from '../state/view';
import { samePicture } from './sameCores';
import { useColumns } from './useColumns';

const CORE = 'core';

/** What stands in one frame. */
interface Entry {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** Of the made picture; null for the core. */
  readonly url: string | null;
}

/** The same image in every run that stands side by side, with its core: one zoom for all of them. */
export function LargeRuns({ place }: { readonly place: Place }) {
  const stage = useRef<HTMLDivElement>(null);
  const room = useSize(stage);
  const name = useClassNames().get(place.folder) ?? place.folder;
  const runs = useColumns();
  const pictures = useCompare((state) => state.pictures);
  const core = useSelection((state) => (state.folder === place.folder ? state.image : null));
  const inPlace = useStage((state) => state.inPlace);
  const made = runs.flatMap((run): Entry[] => {
    const picture = samePicture(pictures.get(run.id)?.get(place.folder), core, place.index);
    if (picture === null) return [];
    const detail = `image ${picture.index + 1}, ${run.detail}`;
    return [{ id: run.id, title: run.name, detail, url: picture.url }];
  });
  const real = { id: CORE, title: 'Real core', detail: '', url: null };
  const entries: readonly Entry[] = core === null ? made : [real, ...made];
  const together = inPlace && entries.length > 1;
  const side = frameSide(room, together ? 1 : entries.length);
  const draw = ({ url, title, detail }: Entry) =>
    url === null ? (
      <Picture folder={place.folder} image={core} kind="full" side={side} alt={title} />
    ) : (
      <img
        className="picture"
        src={url}
        alt={wholeName({ name: title, detail })}
        style={{ width: side, height: side }}
        draggable={false}
      />
    );
  return (
    <>
      <header className="large-head">
        <Dialog.Title className="dialog-title">
          <bdi>{name}</bdi>, image {place.index + 1} over the runs
        </Dialog.Title>
        <span />
        <div className="segments">
          <button
            type="button"
            aria-pressed={!inPlace}
            onClick={() => useStage.setState({ inPlace: false })}
          >
            Side by side
          </button>
          <button
            type="button"
            aria-pressed={inPlace}
            disabled={entries.length < 2}
            onClick={() => useStage.setState({ inPlace: true })}
          >
            In one place
          </button>
        </div>
        <ZoomControls />
        <button type="button" className="button" onClick={() => move(-1)}>
          Previous
        </button>
        <button type="button" className="button" onClick={() => move(1)}>
          Next
        </button>
        <Dialog.Close className="button">Close</Dialog.Close>
      </header>
      <div className="large-stage large-runs" ref={stage}>
        {together ? (
          <TwoInPlace entries={entries} side={side} draw={draw} />
        ) : (
          entries.map((entry) => (
            <figure key={entry.id} className="large-figure" style={{ width: side }}>
              <Frame side={side}>{draw(entry)}</Frame>
              <figcaption>
                <strong>{entry.title}</strong>
                <span className="muted small clip" title={entry.detail}>
                  {entry.detail}
                </span>
              </figcaption>
            </figure>
          ))
        )}
      </div>
    </>
  );
}

interface TwoInPlaceProps {
  readonly entries: readonly Entry[];
  readonly side: number;
  readonly draw: (entry: Entry) => ReactNode;
}

/** Any two of them in one frame, with the handle between. */
function TwoInPlace({ entries, side, draw }: TwoInPlaceProps) {
  const [left, setLeft] = useState<string | null>(null);
  const [right, setRight] = useState<string | null>(null);
  const one = entries.find(({ id }) => id === left) ?? entries[0];
  const other = entries.find(({ id }) => id === right) ?? entries[1];
  if (one === undefined || other === undefined) return null;
  const choice = (label: string, value: string, choose: (id: string) => void) => (
    <select
      className="select"
      aria-label={label}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {entries.map(({ id, title, detail }) => (
        <option key={id} value={id}>
          {detail === '' ? title : `${title}, ${detail}`}
        </option>
      ))}
    </select>
  );
  return (
    <figure className="large-figure" style={{ width: side }}>
      <DividedFrame
        side={side}
        left={draw(one)}
        right={draw(other)}
        names={[one.title, other.title]}
        leftAlone={false}
      />
      <figcaption>
        {choice('Left of the handle', one.id, setLeft)}
        {choice('Right of the handle', other.id, setRight)}
      </figcaption>
    </figure>
  );
}
