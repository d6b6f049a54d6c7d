import type PlotlyBundle from './plotly';

export type Plotly = typeof PlotlyBundle;

/**
 * Plotly, fetched when the first map is drawn.
 * @param webgl also fetch the WebGL points, which are as heavy again
 */
export async function loadPlotly(webgl: boolean): Promise<Plotly> {
  const [{ default: plotly }] = await Promise.all([
    import('./plotly'),
    webgl ? import('./plotlyWebgl') : null,
  ]);
  return plotly;
}
