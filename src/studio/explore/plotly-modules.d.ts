declare module 'plotly.js/lib/core' {
  import type * as Plotly from 'plotly.js';
  const core: typeof Plotly & { register(modules: readonly object[]): void };
  export default core;
}

declare module 'plotly.js/src/traces/scattergl/strict' {
  const trace: object;
  export default trace;
}
