/**
 * WebGL points, for classes too large for SVG: a part of its own, since it weighs as much as the
 * rest. The strict variant carries its shaders' code ready made and needs no `unsafe-eval`.
 */
import './plotlyGlobal';
import Plotly from 'plotly.js/lib/core';
import scattergl from 'plotly.js/src/traces/scattergl/strict';

Plotly.register([scattergl]);
