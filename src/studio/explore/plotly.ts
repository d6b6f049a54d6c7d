/**
 * Plotly with the traces of the core map and nothing else. Imported only through `import()`, so
 * that the first screen does not wait for it; its core brings the SVG scatter along.
 */
import './plotlyGlobal';
import Plotly from 'plotly.js/lib/core';

export default Plotly;
