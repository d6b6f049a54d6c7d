/**
 * `npm run layers`: the arrows of ARCHITECTURE.md as a check. Every import of src and workers
 * (static, type-only, dynamic, worker URLs) is compared with what its folder may see; cycles
 * between files are errors too.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, extname, join, normalize, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'vite';

interface Layer {
  /** Folders of ours that it may import, beside itself. */
  readonly ours: readonly string[];
  /** Packages that it may import; every package when left out. */
  readonly packages?: readonly RegExp[];
}

const ORT = /^onnxruntime-/;
const PAGE = /^(react|react-dom|zustand|plotly\.js|@base-ui\/react|@tanstack\/react-virtual)(\/|$)/;

export const LAYERS: Readonly<Record<string, Layer>> = {
  'src/core': {
    ours: [],
    packages: [/^ml-matrix$/, /^embedding-atlas\/umap$/, /^@noble\/hashes\//],
  },
  'src/runtime': { ours: ['src/core'] },
  'src/data': { ours: ['src/core'] },
  'src/run': { ours: ['src/core', 'src/methods'] },
  'src/methods': { ours: ['src/core', 'src/runtime', 'src/data'] },
  workers: { ours: ['src/core', 'src/runtime', 'src/data', 'src/methods'] },
  'src/studio': { ours: ['src/core', 'src/runtime', 'src/data', 'src/methods', 'workers'] },
};

export function layerOf(path: string): string | undefined {
  return Object.keys(LAYERS).find((layer) => path.startsWith(`${layer}/`));
}

/** What is wrong with one import, or null. @param target a path of ours, or a package's name */
export function fault(from: string, target: string): string | null {
  const own = layerOf(from);
  const layer = own === undefined ? undefined : LAYERS[own];
  if (own === undefined || layer === undefined) return `${from} lies in no layer`;
  const theirs = layerOf(target);
  if (theirs !== undefined) {
    return theirs === own || layer.ours.includes(theirs) ? null : `${own} must not see ${theirs}`;
  }
  if (target.startsWith('src/')) return `${target} lies in no layer`;
  if (ORT.test(target) && own !== 'src/runtime') return 'only src/runtime imports ONNX Runtime';
  if (PAGE.test(target) && own !== 'src/studio')
    return 'only src/studio imports the page libraries';
  const allowed = layer.packages;
  if (allowed && !allowed.some((name) => name.test(target))) return `${own} must stay pure`;
  return null;
}

/** Specifiers of every kind of import in a source text. */
export function specifiers(file: string, source: string): string[] {
  const { module, program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message ?? 'syntax error'}`);
  const found = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      source.slice(moduleRequest.start, moduleRequest.end).replaceAll(/['"`]/g, ''),
    ),
  ];
  const workers = source.matchAll(/new URL\(\s*'(\.[^']+\.ts)'/g);
  for (const [, path] of workers) if (path !== undefined) found.push(path);
  return program.type === 'Program' ? found : [];
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

/** The file that a relative specifier means, or the specifier's package. */
function resolve(from: string, specifier: string, files: ReadonlySet<string>): string {
  if (!specifier.startsWith('.')) return specifier;
  const base = normalize(join(dirname(from), specifier)).replaceAll('\\', '/');
  const candidates = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'].map((end) => base + end);
  return candidates.find((path) => files.has(path)) ?? base;
}

/** The first cycle that can be reached, as a path of files. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return null;
}

function main(): void {
  const files = new Set(
    [...sources('src'), ...sources('workers')].map((path) => relative('.', path)),
  );
  const graph = new Map<string, string[]>();
  const faults: string[] = [];
  let imports = 0;
  for (const file of files) {
    const targets: string[] = [];
    for (const specifier of specifiers(file, readFileSync(file, 'utf8'))) {
      imports += 1;
      const target = resolve(file, specifier, files);
      const wrong = fault(file, target);
      if (wrong !== null) faults.push(`${file} -> ${specifier}: ${wrong}`);
      const isWorkerEntry = extname(specifier) === '.ts';
      if (files.has(target) && !isWorkerEntry) targets.push(target);
    }
    graph.set(file, targets);
  }
  const cycle = findCycle(graph);
  if (cycle) faults.push(`cycle: ${cycle.join(' -> ')}`);
  for (const wrong of faults) console.error(wrong);
  console.log(`layers: ${files.size} files, ${imports} imports, ${faults.length} faults`);
  process.exitCode = faults.length > 0 || files.size === 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
