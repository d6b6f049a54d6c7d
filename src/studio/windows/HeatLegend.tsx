import { formatLoss, heatCss } from './divergingPalette';

const STOPS = [-1, -0.5, 0, 0.5, 1];

/** What the colours say, in units of loss. */
export function HeatLegend({ limit }: { readonly limit: number | null }) {
  const gradient = STOPS.map((stop) => heatCss(stop)).join(', ');
  const end = limit === null ? '' : formatLoss(limit);
  return (
    <figure className="heat-legend">
      <span style={{ background: `linear-gradient(90deg, ${gradient})` }} />
      <p className="small muted">
        <span>{limit !== null && `−${end}`}</span>
        <span>0</span>
        <span>{limit !== null && `+${end}`}</span>
      </p>
      <figcaption className="small muted">
        Loss without the label minus loss with it. Orange: the label explains the image here.
      </figcaption>
    </figure>
  );
}
