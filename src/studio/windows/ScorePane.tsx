import { useState } from 'react';
import { selectionSchema } from '../../methods/windows/schema';
import type { WindowsPlan } from '../../methods/windows/plan';
import { useCommands } from '../commandsContext';
import { usedImage, useCollection } from '../state/collection';
import { useWindows } from '../state/windows';
import { drawsAsked } from './drawsAsked';
import { useSelection } from '../state/selection';
import { heatLimit } from './divergingPalette';
import { HeatLegend } from './HeatLegend';
import { HeatPicture } from './HeatPicture';
import { ScoreReading } from './ScoreReading';

export interface ScorePaneProps {
  readonly folder: string;
  readonly plan: WindowsPlan;
}

const { min: LEAST, max: MOST } = selectionSchema.draws;

/** One image with its typicality over it: where the label explains it, where not, and how surely. */
export function ScorePane({ folder, plan }: ScorePaneProps) {
  const commands = useCommands();
  const selected = useSelection((state) => state.image);
  const image = useCollection((state) => usedImage(state, folder, selected));
  const found = useWindows((state) => state.view);
  const status = useWindows((state) => state.viewStatus);
  const error = useWindows((state) => state.viewError);
  const opacity = useWindows((state) => state.opacity);
  const draws = useWindows(({ draws: own }) => drawsAsked(own, plan));
  const [hovered, setHovered] = useState<number | null>(null);
  const view = found?.folder === folder && found.image === image ? found : null;
  const limit = view === null ? null : heatLimit(view.typicality);
  return (
    <div className="score-pane">
      {view === null ? (
        <p className="empty-state">
          {status === 'running'
            ? `Scoring ${commands.imageName(folder, image)}…`
            : 'The score appears when the model is loaded.'}
        </p>
      ) : (
        <HeatPicture view={view} limit={limit ?? 1} opacity={opacity} onHover={setHovered} />
      )}
      <div className="score-side">
        <h4 className="clip">{commands.imageName(folder, image)}</h4>
        <label className="score-slider">
          <span>Heat</span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={opacity}
            aria-label="Opacity of the heat"
            onChange={(event) =>
              useWindows.setState({ opacity: Number(event.currentTarget.value) })
            }
          />
          <output className="small muted">{Math.round(opacity * 100)} %</output>
        </label>
        <label className="score-slider">
          <span>Draws</span>
          <input
            type="range"
            min={LEAST}
            max={MOST}
            step={1}
            value={draws}
            aria-label="Draws of this image"
            onChange={(event) => {
              const asked = Number(event.currentTarget.value);
              useWindows.setState({ draws: { asked, instead: plan.scoring.draws } });
            }}
          />
          <output className="small muted">{draws}</output>
        </label>
        <p className="small muted" aria-live={status === 'running' ? 'off' : 'polite'}>
          {view === null
            ? ' '
            : view.draws < draws && status === 'running'
              ? `${view.draws} of ${draws} draws so far`
              : `${view.draws} draws` + (view.draws < draws ? ': the error is small enough' : '')}
        </p>
        <HeatLegend limit={limit} />
        <ScoreReading view={view} at={hovered} />
        {error !== null && (
          <p className="tone-error" role="alert">
            {error}
          </p>
        )}
        {plan.scoring.variant === 'permuted-prompt' && (
          <p className="small muted">Scored with the prompt of another class, as a control.</p>
        )}
      </div>
    </div>
  );
}
