import type { ClassRow, StageState } from '../state/collection';

export interface StagePipsProps {
  readonly row: ClassRow;
  readonly made: number;
  readonly wanted: number;
}

const WORDS = { waiting: 'waiting', running: 'running', done: 'done', failed: 'failed' } as const;

/** Three marks: read, mapped, made. Shape says it as well as colour. */
export function StagePips({ row, made, wanted }: StagePipsProps) {
  const stages: readonly (readonly [string, StageState['state']])[] = [
    ['Read', row.read.state],
    ['Mapped', row.explored.state],
    ['Made', made === 0 ? 'waiting' : made < wanted ? 'running' : 'done'],
  ];
  const words = stages.map(([name, state]) => `${name}: ${WORDS[state]}`).join(', ');
  return (
    <span className="pips" title={words}>
      <span className="visually-hidden">{words}</span>
      {stages.map(([name, state]) => (
        <i key={name} data-state={state} />
      ))}
    </span>
  );
}
