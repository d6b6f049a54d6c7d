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
            <th scope="col">t</th>
            <th scope="col">Sigma</th>
            {terms.map((term) => (
              <th key={term} scope="col">
                {term}
              </th>
            ))}
            <th scope="col">Distance</th>
            {losses && <th scope="col">Loss</th>}
          </tr>
        </thead>
        <tbody>
          {report.map((row) => (
            <tr key={row.step}>
              <th scope="row">{row.step + 1}</th>
              <td>{Math.round(row.timestep)}</td>
              <td>{row.sigma.toPrecision(3)}</td>
              {terms.map((term) => (
                <td key={term}>{row.shares.get(term)?.toPrecision(3) ?? '–'}</td>
              ))}
              <td>{row.distance?.toPrecision(3) ?? '–'}</td>
              {losses && <td>{row.loss?.toPrecision(4) ?? '–'}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
