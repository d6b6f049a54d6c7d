import { useId, useState } from 'react';
import {
  changeFilter,
  NO_FILTER,
  type ImageFilter,
  type Span,
  type SplitSide,
} from '../state/image-filter';
import { countWith, isOpen, spanOf, splitCount } from './crossFilter';
import type { Filtered } from './useFacets';

export interface FilterBarProps {
  readonly folder: string;
  readonly filtered: Filtered;
}

/** What narrows the images down; each filter says how many images it would leave. */
export function FilterBar({ folder, filtered }: FilterBarProps) {
  const { facets, filter } = filtered;
  const [open, setOpen] = useState(false);
  const panel = useId();
  return (
    <search className="filter-bar" aria-label="Filters">
      <input
        type="search"
        className="text-field"
        aria-label="File name contains"
        placeholder="File name"
        value={filter.text}
        onChange={(event) => changeFilter(folder, { text: event.currentTarget.value })}
      />
      <button
        type="button"
        className="quiet-button"
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        More filters
      </button>
      {!isOpen(facets, filter) && (
        <button
          type="button"
          className="quiet-button"
          onClick={() => changeFilter(folder, NO_FILTER)}
        >
          Clear filters
        </button>
      )}
      <div id={panel} className="filter-panel" hidden={!open}>
        {open && <FilterPanel folder={folder} filtered={filtered} />}
      </div>
    </search>
  );
}

/** The filters beside the name: in the flow of the page, above the images. */
function FilterPanel({ folder, filtered }: FilterBarProps) {
  const { facets, filter } = filtered;
  const change = (patch: Partial<ImageFilter>) => changeFilter(folder, patch);
  const score = spanOf(facets.typicality);
  return (
    <>
      {facets.used < facets.names.length && (
        <SplitChoice filtered={filtered} onChange={(split) => change({ split })} />
      )}
      <Flag
        label="Cores only"
        checked={filter.coresOnly}
        count={countWith(facets, filter, 'coresOnly', facets.cores)}
        onChange={(coresOnly) => change({ coresOnly })}
      />
      <Flag
        label="Files that occur more than once"
        checked={filter.repeatedOnly}
        count={countWith(facets, filter, 'repeatedOnly', facets.repeated)}
        onChange={(repeatedOnly) => change({ repeatedOnly })}
      />
      {[...facets.tags].map(([tag, images]) => (
        <Flag
          key={tag}
          label={`Tag: ${tag}`}
          checked={filter.tag === tag}
          count={countWith(facets, filter, 'tag', images)}
          onChange={(only) => change({ tag: only ? tag : null })}
        />
      ))}
      {facets.membership !== null && (
        <Range
          label="Membership"
          hint="How clearly an image belongs to its cluster: 1 in its midst, 0 for noise."
          whole={[0, 1]}
          value={filter.membership}
          onChange={(membership) => change({ membership })}
        />
      )}
      {score === null ? (
        <p className="muted small">
          Typicality can be filtered once the class is scored: choose a method of windows and score
          it in Distill.
        </p>
      ) : (
        <Range
          label="Typicality"
          hint="Score of the image’s best window: the higher, the more it shows what the class is."
          whole={score}
          value={filter.typicality}
          onChange={(typicality) => change({ typicality })}
        />
      )}
    </>
  );
}

const SIDES: readonly { readonly side: SplitSide; readonly name: string }[] = [
  { side: 'used', name: 'In use' },
  { side: 'held out', name: 'Held out' },
  { side: 'both', name: 'Both' },
];

interface SplitChoiceProps {
  readonly filtered: Filtered;
  readonly onChange: (side: SplitSide) => void;
}

/** Which side of the split is shown. */
function SplitChoice({ filtered: { facets, filter }, onChange }: SplitChoiceProps) {
  return (
    <fieldset className="filter-range">
      <legend>Which images</legend>
      {SIDES.map(({ side, name }) => (
        <label key={side} className="check-label">
          <input
            type="radio"
            name="split-side"
            className="check"
            checked={filter.split === side}
            onChange={() => onChange(side)}
          />
          {name} <span className="muted">{splitCount(facets, filter, side)}</span>
        </label>
      ))}
      <p className="muted small">
        Held-out images are kept for evaluation: no map, core or run is made from them.
      </p>
    </fieldset>
  );
}

interface FlagProps {
  readonly label: string;
  readonly checked: boolean;
  readonly count: number;
  readonly onChange: (checked: boolean) => void;
}

function Flag({ label, checked, count, onChange }: FlagProps) {
  return (
    <label className="check-label">
      <input
        type="checkbox"
        className="check"
        checked={checked}
        disabled={count === 0 && !checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label} <span className="muted">{count}</span>
    </label>
  );
}

interface RangeProps {
  readonly label: string;
  readonly hint: string;
  readonly whole: Span;
  readonly value: Span | null;
  /** Null for the whole range. */
  readonly onChange: (value: Span | null) => void;
}

/** Two sliders: the least and the most that is shown. */
function Range({ label, hint, whole, value, onChange }: RangeProps) {
  const [low, high] = whole;
  const [least, most] = value ?? whole;
  const take = (next: Span) => onChange(next[0] <= low && next[1] >= high ? null : next);
  const step = (high - low) / 100 || 1;
  const slider = (name: string, at: number, onMove: (value: number) => void) => (
    <label className="filter-end">
      <span className="muted small">{name}</span>
      <input
        type="range"
        aria-label={`${label}, ${name}`}
        min={low}
        max={high}
        step={step}
        value={at}
        onChange={(event) => onMove(Number(event.currentTarget.value))}
      />
      <span className="small">{at.toFixed(2)}</span>
    </label>
  );
  return (
    <fieldset className="filter-range">
      <legend title={hint}>{label}</legend>
      {slider('from', least, (next) => take([next, Math.max(next, most)]))}
      {slider('to', most, (next) => take([Math.min(least, next), next]))}
      <p className="muted small">{hint}</p>
    </fieldset>
  );
}
