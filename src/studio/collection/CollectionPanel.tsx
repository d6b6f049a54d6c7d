import { countOf } from '../job-bar/duration';
import { useCollection } from '../state/collection';
import { useOneByOne } from '../useOneByOne';
import { ClassList } from './ClassList';
import { ClearCollection } from './ClearCollection';
import { FileButton } from './FileButton';
import { FileReports } from './FileReports';
import { HeldOut } from './HeldOut';
import { IncludeAll } from './IncludeAll';
import { ListingProgress } from './ListingProgress';
import { PermissionRequest } from './PermissionRequest';
import { ReadingTree } from './ReadingTree';
import { StorageFigure } from './StorageFigure';
import { SubsetField } from './SubsetField';

/** Left: what the person brought. */
export function CollectionPanel() {
  const label = useCollection((state) => state.label);
  const listing = useCollection((state) => state.status === 'listing');
  const classCount = useCollection((state) => state.classes.length);
  const imageCount = useCollection((state) =>
    state.classes.reduce((sum, row) => sum + row.imageCount, 0),
  );
  const made = useOneByOne(2);
  return (
    <div className="panel collection">
      <header className="panel-head">
        <h2 className="clip" title={label}>
          {label === '' ? 'Collection' : label}
        </h2>
        <ClearCollection />
      </header>
      <div className="collection-totals small muted">
        <IncludeAll />
        {listing ? (
          <ListingProgress />
        ) : (
          <output>
            {`${countOf(classCount, 'class', 'classes')}, ${countOf(imageCount, 'image')}`}
          </output>
        )}
      </div>
      <PermissionRequest />
      <ReadingTree />
      <HeldOut />
      <SubsetField />
      {made > 1 && (
        <>
          <ClassList />
          <FileReports />
        </>
      )}
      <div className="collection-add">
        <FileButton label="Add class folders" take="folder" />
        <FileButton label="Add an archive" take="archive" />
      </div>
      <StorageFigure />
    </div>
  );
}
