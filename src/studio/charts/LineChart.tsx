import { useRef, useState } from 'react';
import { linePath, type Line } from './line';
import { decadesOf, linearScale, niceTicks, tickPlace, tickText, zeroBasedDomain } from './scale';
import { useSize } from './useSize';

export interface LineChartProps {
  readonly title: string;
  /** What the positions count, such as "step". */
  readonly along: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Text of a tick; plain numbers where it is left out. */
  readonly tick?: (value: number) => string;
  /** What each position is called, such as its timestep; counted from 1 where it is left out. */
  readonly below?: readonly number[];
  /** Powers of ten upwards; values of 0 leave a gap. */
  readonly log?: boolean;
  readonly height?: number;
}

const MARGIN = { left: 52, right: 8, top: 8, bottom: 24 };

/** Lines over steps: a small SVG that reads out the step under the pointer, or the one that keys go to. */
export function LineChart({
  title,
  along,
  lines,
  format,
  tick: tickLabel = tickText,
  below,
  log = false,
  height = 132,
}: LineChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useSize(frame);
  const [pointed, setPointed] = useState<number | null>(null);
  const count = Math.max(0, ...lines.map((line) => line.values.length));
  const numbers = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const x = linearScale([0, Math.max(1, count - 1)], [MARGIN.left, width - MARGIN.right]);
  const range = [height - MARGIN.bottom, MARGIN.top] as const;
  const y = linearScale(log ? decadesOf(numbers) : zeroBasedDomain(numbers, 3), range);
  const yOf = (value: number) => y.at(log ? Math.log10(value) : value);
  const nameOf = (position: number) =>
    below === undefined ? position + 1 : nameAt(below, position);
  const shown = pointed ?? lastKnown(lines);

  const values = lines.map((line) => ({
    ...line,
    value: readValue(line.values[shown], format),
  }));
  const read = values.map(({ name, value }) => `${name} ${value}`).join(', ');

  const point = (clientX: number, box: DOMRect) => {
    const share = (clientX - box.left - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
    setPointed(Math.min(count - 1, Math.max(0, Math.round(share * (count - 1)))));
  };

  return (
    <figure className="line-chart">
      <figcaption>
        <span className="line-chart-title">{title}</span>
        <span className="line-chart-reading">
          {along} {count > 0 ? nameOf(shown) : '–'}
          {values.map(({ name, colour, value }) => (
            <span key={name} className="line-chart-value">
              <i style={{ background: colour }} />
              {name} {value}
            </span>
          ))}
        </span>
      </figcaption>
      {count > 0 && (
        <input
          type="range"
          className="visually-hidden"
          aria-label={`${title}, by ${along}`}
          aria-valuetext={`${along} ${nameOf(shown)}: ${read}`}
          min={0}
          max={count - 1}
          value={shown}
          // While it is read the place stays, whatever comes to the lines.
          onFocus={() => setPointed(shown)}
          onBlur={() => setPointed(null)}
          onChange={(event) => setPointed(Number(event.currentTarget.value))}
        />
      )}
      <div ref={frame} style={{ height }}>
        {width > 0 && (
          <svg
            width={width}
            height={height}
            aria-hidden="true"
            onPointerMove={(event) =>
              point(event.clientX, event.currentTarget.getBoundingClientRect())
            }
            onPointerLeave={() => setPointed(null)}
          >
            {niceTicks(y.domain[0], y.domain[1], 3)
              .filter((tick) => !log || Number.isInteger(tick))
              .map((tick) => (
                <g key={tick}>
                  <line
                    className="chart-grid"
                    x1={MARGIN.left}
                    x2={width - MARGIN.right}
                    y1={y.at(tick)}
                    y2={y.at(tick)}
                  />
                  <text
                    className="chart-tick"
                    x={MARGIN.left - 8}
                    y={y.at(tick) + 4}
                    textAnchor="end"
                  >
                    {tickLabel(log ? 10 ** tick : tick)}
                  </text>
                </g>
              ))}
            {niceTicks(1, Math.max(2, count), 5).map((step) => {
              const name = String(nameOf(step - 1));
              const place = tickPlace(x.at(step - 1), name, width);
              return (
                <text key={step} className="chart-tick" y={height - 6} {...place}>
                  {name}
                </text>
              );
            })}
            {pointed !== null && (
              <line
                className="chart-cursor"
                x1={x.at(pointed)}
                x2={x.at(pointed)}
                y1={MARGIN.top}
                y2={height - MARGIN.bottom}
              />
            )}
            {lines.map((line) => (
              <path
                key={line.name}
                className="chart-line"
                stroke={line.colour}
                d={linePath(log ? line.values.map(positive) : line.values, x.at, yOf)}
              />
            ))}
          </svg>
        )}
      </div>
    </figure>
  );
}

/** The last position that any line has a value at; 0 where none has. */
function lastKnown(lines: readonly Line[]): number {
  return Math.max(0, ...lines.map(({ values }) => values.findLastIndex((value) => value !== null)));
}

function nameAt(names: readonly number[], position: number): number | string {
  const name = names[position];
  return name === undefined ? '' : Math.round(name);
}

function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null;
}

function readValue(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}
