import type { ClassMap } from '../state/explore';
import { clusterName, clusterRows } from './clusterSummary';

/** The map in numbers, for those who do not see it. */
export function ClusterTable({ map, className }: { map: ClassMap; className: string }) {
  const total = map.labels.length;
  return (
    <div className="visually-hidden">
      <table>
        <caption>Clusters of {className}</caption>
        <thead>
          <tr>
            <th scope="col">Cluster</th>
            <th scope="col">Images</th>
            <th scope="col">Share</th>
            <th scope="col">Mean membership</th>
            <th scope="col">Cores</th>
          </tr>
        </thead>
        <tbody>
          {clusterRows(map).map((row) => (
            <tr key={row.cluster}>
              <th scope="row">{clusterName(row.cluster)}</th>
              <td>{row.images.length}</td>
              <td>{Math.round((100 * row.images.length) / total)} %</td>
              <td>{row.cluster < 0 ? 'none' : row.membership.toFixed(2)}</td>
              <td>{row.cores.length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
