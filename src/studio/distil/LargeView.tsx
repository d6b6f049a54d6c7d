import { Dialog } from '@base-ui/react/dialog';
import { useRef } from 'react';
import { useSize } from '../charts/useSize';
import { move } from '../commands/move';
import { LargeRuns } from '../compare/LargeRuns';
import { useStage } from '../state/stage';
import { useView, type Place } from '../state/view';
import { flatPosition } from '../keyboard/navigation';
import { GuidanceReport } from './GuidanceReport';
import { LargePictures } from './LargePictures';
import { CompareModes } from './stage/CompareModes';
import { ZoomControls } from './stage/ZoomControls';
import { WHOLE } from './stage/zoomPan';
import { useClassNames } from './useClassNames';
import { usePlaceContent, usePlaceRanges } from './usePlaces';

function close(): void {
  useView.setState({ large: false, over: 'set', flipped: false });
  useStage.setState({ view: WHOLE });
}

/** One pair as large as the window allows, with the report of how it was guided. */
export function LargeView() {
  const open = useView((state) => state.large && state.place !== null);
  const place = useView((state) => state.place);
  const over = useView((state) => state.over);
  // The focus starts on the view itself, so that space compares instead of pressing a button.
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-scrim" />
        <Dialog.Popup
          className="dialog dialog-large"
          ref={popup}
          initialFocus={popup}
          data-page-keys=""
        >
          {place !== null &&
            (over === 'runs' ? <LargeRuns place={place} /> : <LargeContent place={place} />)}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function LargeContent({ place }: { readonly place: Place }) {
  const stage = useRef<HTMLDivElement>(null);
  const room = useSize(stage);
  const ranges = usePlaceRanges();
  const names = useClassNames();
  const content = usePlaceContent(place);
  const total = ranges.reduce((sum, range) => sum + range.count, 0);
  const position = flatPosition(ranges, place) ?? 0;
  return (
    <>
      <header className="large-head">
        <Dialog.Title className="dialog-title clip">
          <bdi>{names.get(place.folder) ?? place.folder}</bdi>, image {place.index + 1}
        </Dialog.Title>
        <span className="muted small">
          {position + 1} of {total}
        </span>
        {content.core !== null && <CompareModes disabled={content.synthetic === null} />}
        <ZoomControls />
        <button type="button" className="button" disabled={position === 0} onClick={() => move(-1)}>
          Previous
        </button>
        <button
          type="button"
          className="button"
          disabled={position >= total - 1}
          onClick={() => move(1)}
        >
          Next
        </button>
        <Dialog.Close className="button">Close</Dialog.Close>
      </header>
      <div className="large-body">
        <div className="large-stage" ref={stage}>
          <LargePictures place={place} content={content} room={room} />
        </div>
        <GuidanceReport place={place} content={content} />
      </div>
    </>
  );
}
