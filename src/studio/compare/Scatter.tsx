import { useRef, useState } from 'react';
import { linearScale, niceTicks, tickText } from '../charts/scale';
import { useSize } from '../charts/useSize';
import { useCommands } from '../commandsContext';
import { OKABE_ITO } from '../explore/clusterColours';
import { wholeName } from '../runs/runName';
import type { KeptRun } from '../state/compare';
import { useShown } from '../state/shown';
import { paddedDomain, scatterPoints, type RunNumber } from './scatterPoints';

export interface ScatterProps {
  readonly runs: readonly KeptRun[];
  readonly numbers: readonly RunNumber[];
}

const MARGIN = { left: 72, right: 24, top: 16, bottom: 48 };
const LABEL_ROOM = 180;

/** Any two numbers over the runs that stand side by side: a point a run. */
export function Scatter({ runs, numbers }: ScatterProps) {
  const [first, second = first] = numbers;
  const [across, setAcross] = useState<string | null>(null);
  const [up, setUp] = useState<string | null>(null);
  const x = numbers.find(({ id }) => id === across) ?? first;
  const y = numbers.find(({ id }) => id === up) ?? second;
  if (x === undefined || y === undefined) return null;
  return (
    <div className="scatter">
      <div className="scatter-choices">
        <NumberChoice label="Across" numbers={numbers} value={x.id} onChange={setAcross} />
        <NumberChoice label="Up" numbers={numbers} value={y.id} onChange={setUp} />
        <span className="small muted">Means over the classes that all of these runs have.</span>
      </div>
      <Plane runs={runs} x={x} y={y} />
    </div>
  );
}

interface NumberChoiceProps {
  readonly label: string;
  readonly numbers: readonly RunNumber[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function NumberChoice({ label, numbers, value, onChange }: NumberChoiceProps) {
  const chosen = numbers.find(({ id }) => id === value);
  return (
    <label className="check-label" title={chosen?.definition}>
      {label}
      <select
        className="select"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {numbers.map(({ id, label: name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

const axisName = ({ label, unit }: RunNumber): string =>
  unit === '' ? label : `${label} (${unit})`;

interface PlaneProps {
  readonly runs: readonly KeptRun[];
  readonly x: RunNumber;
  readonly y: RunNumber;
}

function Plane({ runs, x, y }: PlaneProps) {
  const commands = useCommands();
  const frame = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(frame);
  const shown = useShown((state) => state.run?.id ?? null);
  const points = scatterPoints(x, y);
  const methods = [...new Set(runs.map(({ method }) => method))];
  const horizontal = linearScale(paddedDomain(points.map((point) => point.x)), [
    MARGIN.left,
    width - MARGIN.right,
  ]);
  const vertical = linearScale(paddedDomain(points.map((point) => point.y)), [
    height - MARGIN.bottom,
    MARGIN.top,
  ]);
  const bottom = height - MARGIN.bottom;
  const without = runs.length - points.length;
  return (
    <>
      <div className="scatter-plane" ref={frame}>
        <svg width={width} height={height} aria-label={`${y.label} over ${x.label}, a point a run`}>
          {niceTicks(...horizontal.domain, 6).map((tick) => (
            <g key={tick} className="scatter-tick">
              <line x1={horizontal.at(tick)} x2={horizontal.at(tick)} y1={MARGIN.top} y2={bottom} />
              <text x={horizontal.at(tick)} y={bottom + 16} textAnchor="middle">
                {tickText(tick)}
              </text>
            </g>
          ))}
          {niceTicks(...vertical.domain, 5).map((tick) => (
            <g key={tick} className="scatter-tick">
              <line
                x1={MARGIN.left}
                x2={width - MARGIN.right}
                y1={vertical.at(tick)}
                y2={vertical.at(tick)}
              />
              <text x={MARGIN.left - 8} y={vertical.at(tick) + 4} textAnchor="end">
                {tickText(tick)}
              </text>
            </g>
          ))}
          <text className="scatter-axis" x={width - MARGIN.right} y={height - 8} textAnchor="end">
            {axisName(x)}
          </text>
          <text className="scatter-axis" x={8} y={12}>
            {axisName(y)}
          </text>
          {points.map(({ run, x: atX, y: atY }) => {
            const one = runs[run];
            if (one === undefined) return null;
            const [left, top] = [horizontal.at(atX), vertical.at(atY)];
            const turned = left > width - LABEL_ROOM;
            const colour = OKABE_ITO[methods.indexOf(one.method) % OKABE_ITO.length];
            const words = `${wholeName(one)}: ${x.label} ${x.format(atX)}, ${y.label} ${y.format(atY)}`;
            return (
              <a
                key={one.id}
                href={`#run=${one.id}`}
                aria-label={words}
                aria-current={one.id === shown ? 'true' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  void commands.showRun(one.id);
                }}
              >
                <title>{words}</title>
                <circle cx={left} cy={top} r={one.id === shown ? 8 : 6} fill={colour} />
                <text
                  x={left + (turned ? -12 : 12)}
                  y={top + 4}
                  textAnchor={turned ? 'end' : 'start'}
                >
                  {one.name}
                </text>
              </a>
            );
          })}
        </svg>
      </div>
      {without > 0 && (
        <p className="small muted scatter-note">
          {without === 1 ? '1 run has' : `${without} runs have`} not both numbers, and no point.
        </p>
      )}
    </>
  );
}
