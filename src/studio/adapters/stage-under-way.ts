/** Tells how far the stage of a class is, and that it is over, without touching the class's row more than it must. */
import { withName } from '../../core/by-name';
import { patchClass, useCollection, type ClassRow } from '../state/collection';
import { useStageProgress, type StageProgress } from '../state/stage-progress';

const isUnderWay = ({ read, explored }: ClassRow): boolean =>
  read.state === 'running' || explored.state === 'running';

/** The stage runs, and is so far; of a class that is gone nothing is kept. */
export function stageUnderWay(
  folder: string,
  stage: 'read' | 'explored',
  progress: StageProgress,
): void {
  const rowOf = () => useCollection.getState().classes.find((one) => one.folder === folder);
  const before = rowOf();
  if (before === undefined) return;
  useStageProgress.setState(({ classes }) => ({ classes: withName(classes, folder, progress) }));
  if (before[stage].state === 'running') return;
  patchClass(folder, { [stage]: { state: 'running' } });
  const running = new Set(
    useCollection
      .getState()
      .classes.filter(isUnderWay)
      .map((row) => row.folder),
  );
  useStageProgress.setState(({ classes }) => ({
    classes: new Map([...classes].filter(([one]) => running.has(one))),
  }));
}

/** The stage is done: another one of the class that is under way says how far it is itself. */
export function stageOver(folder: string, stage: 'read' | 'explored'): void {
  patchClass(folder, { [stage]: { state: 'done' } });
  useStageProgress.setState(({ classes }) => ({
    classes: new Map([...classes].filter(([one]) => one !== folder)),
  }));
}
