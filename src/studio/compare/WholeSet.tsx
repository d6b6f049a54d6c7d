import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSize } from '../charts/useSize';
import { useClassNames } from '../distil/useClassNames';
import { usePlaceRanges } from '../distil/usePlaces';
import { useCollection } from '../state/collection';
import { useCompare } from '../state/compare';
import { useShown } from '../state/shown';
import { inOrder, type ClassOrder } from './classOrder';
import { CompareRow } from './CompareRow';
import { haveCores } from './haveCores';
import { rowsFor, type MetricRow } from './metricRows';
import { fillingSide, sheetRowHeight } from './pictureSide';

const NAMES = 152;
const PADDING = 32;
/** Share of the height that one class takes at most. */
const ROW_SHARE = 0.6;

/** The set on the page on one sheet: each class's real cores above what was made from them. */
export function WholeSet() {
  const made = useShown((state) => state.results.size > 0);
  return made ? (
    <Sheet />
  ) : (
    <p className="empty-state">
      Once images are distilled, this sheet sets every class’s real cores above its synthetic
      images, with how near they came: the whole set at one look.
    </p>
  );
}

function Sheet() {
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(scroller);
  const [order, setOrder] = useState<ClassOrder>('listed');
  const [descending, setDescending] = useState(false);
  const ranges = usePlaceRanges();
  const names = useClassNames();
  const results = useShown((state) => state.results);
  const run = useShown((state) => state.run?.id ?? '');
  const numbers = useCompare((state) => state.numbers.get(run));
  const isSample = useCollection((state) => state.isSample);
  const metrics = rowsFor(isSample);
  const classes = useMemo(() => {
    const made = ranges.flatMap(({ folder }) => {
      const images = results.get(folder) ?? [];
      return images.length === 0 ? [] : [{ folder, images, numbers: numbers?.get(folder) }];
    });
    return inOrder(made, order, descending);
  }, [ranges, results, numbers, order, descending]);
  const most = Math.max(1, ...classes.map(({ images }) => images.length));
  // The core above its image: twice as high as wide.
  const tall = classes.some(({ images }) => haveCores(images)) ? 2 : 1;
  const room = { width: width - NAMES - PADDING, height: height * ROW_SHARE };
  const side = fillingSide(room, most, tall);
  const across = Math.max(1, Math.floor(room.width / (side + 4)));
  const rows = useVirtualizer({
    count: classes.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => sheetRowHeight(classes[i]?.images.length ?? 1, across, side, tall),
    paddingEnd: 16,
    overscan: 3,
  });
  useEffect(() => rows.measure(), [rows, side, across, tall, classes]);
  const metric = metrics.find(({ id }) => id === order);
  return (
    <>
      <OrderChoice
        metrics={metrics}
        order={order}
        descending={descending}
        onOrder={setOrder}
        onDescending={setDescending}
      />
      <div className="compare" ref={scroller}>
        <ul style={{ height: rows.getTotalSize() }} aria-label="Classes, real above synthetic">
          {rows.getVirtualItems().map((item) => {
            const one = classes[item.index];
            if (one === undefined) return null;
            const { folder, images } = one;
            return (
              <li
                key={folder}
                style={{ transform: `translateY(${item.start}px)`, height: item.size }}
                aria-setsize={classes.length}
                aria-posinset={item.index + 1}
              >
                <CompareRow
                  folder={folder}
                  name={names.get(folder) ?? folder}
                  images={images}
                  side={side}
                  number={numberText(metric, one.numbers?.[metric?.id ?? 'coverage'] ?? null)}
                />
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

function numberText(metric: MetricRow | undefined, value: number | null): string {
  if (metric === undefined) return '';
  return value === null ? `${metric.label}: not known` : `${metric.label} ${metric.format(value)}`;
}

interface OrderChoiceProps {
  readonly metrics: readonly MetricRow[];
  readonly order: ClassOrder;
  readonly descending: boolean;
  readonly onOrder: (order: ClassOrder) => void;
  readonly onDescending: (descending: boolean) => void;
}

function OrderChoice({ metrics, order, descending, onOrder, onDescending }: OrderChoiceProps) {
  return (
    <div className="compare-bar">
      <label className="check-label">
        Classes by
        <select
          className="select"
          value={order}
          onChange={(event) => onOrder(event.currentTarget.value as ClassOrder)}
        >
          <option value="listed">their order on the left</option>
          <option value="distance">Distance to the core</option>
          {metrics.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label className="check-label">
        <input
          type="checkbox"
          className="check"
          disabled={order === 'listed'}
          checked={descending}
          onChange={(event) => onDescending(event.currentTarget.checked)}
        />
        Largest first
      </label>
    </div>
  );
}
