import type { SparseGraph } from './sparse-graph';

/** The points of each connected component, ascending; components in the order of their first point. */
export function connectedComponents({ starts, columns }: SparseGraph): Int32Array[] {
  const count = starts.length - 1;
  const seen = new Uint8Array(count);
  const components: Int32Array[] = [];
  for (let first = 0; first < count; first++) {
    if (seen[first] === 1) continue;
    seen[first] = 1;
    const members = [first];
    for (let m = 0; m < members.length; m++) {
      const point = members[m] ?? 0;
      for (let e = starts[point] ?? 0; e < (starts[point + 1] ?? 0); e++) {
        const other = columns[e] ?? 0;
        if (seen[other] === 1) continue;
        seen[other] = 1;
        members.push(other);
      }
    }
    components.push(Int32Array.from(members).sort());
  }
  return components;
}

/** The graph of some points alone, numbered as they are listed (ascending). */
export function subgraph(graph: SparseGraph, points: Int32Array): SparseGraph {
  const { starts, columns, weights } = graph;
  const count = starts.length - 1;
  if (points.length === count) return graph;
  const number = new Int32Array(count).fill(-1);
  points.forEach((point, i) => {
    number[point] = i;
  });
  const newStarts = new Int32Array(points.length + 1);
  const newColumns: number[] = [];
  const newWeights: number[] = [];
  points.forEach((point, i) => {
    for (let e = starts[point] ?? 0; e < (starts[point + 1] ?? 0); e++) {
      const other = number[columns[e] ?? 0] ?? -1;
      if (other < 0) continue;
      newColumns.push(other);
      newWeights.push(weights[e] ?? 0);
    }
    newStarts[i + 1] = newColumns.length;
  });
  return {
    starts: newStarts,
    columns: Int32Array.from(newColumns),
    weights: Float64Array.from(newWeights),
  };
}
