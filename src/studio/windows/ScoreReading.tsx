import type { ScoreView } from '../state/windows';
import { formatLoss } from './divergingPalette';

export interface ScoreReadingProps {
  readonly view: ScoreView | null;
  /** Pixel under the pointer, or null. */
  readonly at: number | null;
}

/** The numbers under the pointer, or of the best window while it is elsewhere. */
export function ScoreReading({ view, at }: ScoreReadingProps) {
  const best = view?.windows[0];
  const value = (map: Float32Array | undefined) =>
    at === null || map === undefined ? '–' : formatLoss(map[at] ?? 0);
  return (
    <dl className="score-reading">
      <dt>Loss without a prompt</dt>
      <dd>{value(view?.nullLoss)}</dd>
      <dt>Loss with the class’s prompt</dt>
      <dd>{value(view?.labelLoss)}</dd>
      <dt>Typicality here</dt>
      <dd>{value(view?.typicality)}</dd>
      <dt>Standard error here</dt>
      <dd>{value(view?.standardError)}</dd>
      <dt>Best window</dt>
      <dd>{best === undefined ? '–' : formatLoss(best.score)}</dd>
      <dt>Standard error of the window</dt>
      <dd>{best === undefined ? '–' : formatLoss(best.standardError)}</dd>
    </dl>
  );
}
