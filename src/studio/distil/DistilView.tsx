import { useImagesPerClass } from '../inspector/useImagesPerClass';
import { findMethod } from '../inspector/schema';
import { countOf } from '../job-bar/duration';
import { useCollection } from '../state/collection';
import { PreviewStrip } from '../preview/PreviewStrip';
import { PreviewSwitch } from '../preview/PreviewSwitch';
import { WindowsArea } from '../windows/WindowsArea';
import { useRun } from '../state/run';
import { useShown } from '../state/shown';
import { useSettings } from '../state/settings';
import { DiscardResults } from './DiscardResults';
import { OwnSeeds } from './OwnSeeds';
import { RunTitle } from '../runs/RunTitle';
import { PairGrid } from './PairGrid';
import { PictureSize } from './PictureSize';
import { RunFollowing } from './RunFollowing';
import { SmallClasses } from './SmallClasses';
import { UnknownClasses } from './UnknownClasses';
import { usePaired } from './usePaired';

/** The set in the making: each real core beside its synthetic image. */
export function DistilView() {
  const made = useShown((state) =>
    [...state.results.values()].reduce((sum, images) => sum + images.length, 0),
  );
  const resting = useRun((state) => state.status === 'idle' || state.status === 'done');
  const included = useCollection(
    (state) => state.classes.filter((row) => row.included && row.problem === null).length,
  );
  const imagesPerClass = useImagesPerClass();
  const summary = useSettings((state) => findMethod(state.method)?.summary ?? '');
  const paired = usePaired();
  const nothing = included === 0 && made === 0;
  return (
    <div className="distil">
      <WindowsArea>
        <div className="distil-head">
          <RunTitle />
          <PreviewSwitch />
          <PictureSize />
          <DiscardResults />
        </div>
        <UnknownClasses />
        <SmallClasses />
        <OwnSeeds />
        <RunFollowing />
        {made === 0 && resting && (
          <p className="lesson">
            {nothing
              ? 'No class takes part yet: tick one on the left.'
              : `Distill gives ${countOf(imagesPerClass, 'image')} to each of ` +
                `${countOf(included, 'class', 'classes')}. ${summary}` +
                (paired
                  ? ' Each image stands here beside the real core that it was made from.'
                  : '')}
          </p>
        )}
        <PreviewStrip />
        <PairGrid />
      </WindowsArea>
    </div>
  );
}
