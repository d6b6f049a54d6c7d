// The layering of ARCHITECTURE.md as rules: `npm run layers` fails on a broken arrow.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|workers)/', pathNot: allowed },
});
module.exports = {
  forbidden: [
    only('core-is-pure', '^src/core/', ['^src/core/'], 'core imports nothing of ours'),
    only('runtime-on-core', '^src/runtime/', ['^src/(core|runtime)/'], 'runtime knows core only'),
    only('data-on-core', '^src/data/', ['^src/(core|data)/'], 'data knows core only'),
    only(
      'methods-below-studio',
      '^src/methods/',
      ['^src/(core|methods|runtime|data)/'],
      'methods never see the page',
    ),
    only(
      'workers-are-thin',
      '^workers/',
      ['^src/(core|methods|runtime|data)/', '^workers/'],
      'workers never see the page',
    ),
    {
      name: 'one-door-to-ort',
      severity: 'error',
      comment: 'only src/runtime imports onnxruntime',
      from: { path: '^(src|workers)/', pathNot: '^src/runtime/' },
      to: { path: 'onnxruntime' },
    },
    {
      name: 'core-libraries',
      severity: 'error',
      comment: 'core may use pure numerics libraries alone',
      from: { path: '^src/core/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'core'],
        pathNot: 'node_modules/(ml-matrix|embedding-atlas)/',
      },
    },
    {
      name: 'react-in-studio-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/studio/' },
      to: { path: 'node_modules/(react|react-dom|zustand|plotly\\.js|@base-ui|@tanstack)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(worker|url|raw)' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
    },
  },
};
