import { significant } from '../../core/fixed';
import { termName } from '../inspector/schema';
import type { ReportRow } from '../state/run';

/** The report in numbers: closed until asked for. */
export function ReportTable({ report }: { readonly report: readonly ReportRow[] }) {
  const terms = [...new Set(report.flatMap((row) => [...row.shares.keys()]))];
  const losses = report.some((row) => row.loss !== null);
  return (
    <details className="report">
      <summary>All numbers</summary>
      <table className="numbers small">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col" title="Near 1,000 all noise, 0 none">
              Timestep
            </th>
            <th scope="col" title="Deviation of the noise, in deviations of the latents">
              Noise level
            </th>
            {terms.map((term) => (
              <th key={term} scope="col" title="How far it moved the image, over the step’s noise">
                {termName(term)}
              </th>
            ))}
            <th scope="col" title="To the core or prototype, in latent units">
              Distance
            </th>
            {losses && (
              <th scope="col" title="How unlike the class the images are so far">
                Transport loss
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {report.map((row) => (
            <tr key={row.step}>
              <th scope="row">{row.step + 1}</th>
              <td>{Math.round(row.timestep)}</td>
              <td>{significant(row.sigma, 3)}</td>
              {terms.map((term) => (
                <td key={term}>{known(row.shares.get(term) ?? null, 3)}</td>
              ))}
              <td>{known(row.distance, 3)}</td>
              {losses && <td>{known(row.loss, 4)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function known(value: number | null, digits: number): string {
  return value === null ? '–' : significant(value, digits);
}
