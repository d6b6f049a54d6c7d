/**
 * The rooms of the house and what each may see: ARCHITECTURE.md's table as data.
 *
 * A room is a folder or a single file; of several that hold a path, the longest counts. A room sees
 * itself and the rooms named here, with all that lies in those. What a room may import of packages is
 * said once a package, below.
 */

export interface Room {
  /** Rooms of ours that it may import, beside itself. */
  readonly sees: readonly string[];
}

/** What all of core may see: errors, calls, the queue, and the shapes that places share. */
const BASE = [
  'src/core/errors.ts',
  'src/core/by-name.ts',
  'src/core/call.ts',
  'src/core/control.ts',
  'src/core/next-task.ts',
  'src/core/picture.ts',
  'src/core/serial-queue.ts',
  'src/core/storage.ts',
  'src/core/held-out.ts',
  'src/core/framing.ts',
];
const ports = ['src/run/ports.ts', 'src/run/events.ts'];
/** What the makers of things in run stand on. */
const causes = [
  'src/run/model',
  'src/run/analysis',
  'src/run/recipe',
  'src/run/restart.ts',
  'src/run/unless-aborted.ts',
];
const science = ['src/core', 'src/methods'];
const product = [
  ...science,
  'src/runtime',
  'src/data',
  'src/run',
  'src/bridge',
  'src/offline',
  'src/outside/messages.ts',
];
const siteConfiguration = ['content-security-policy.ts'];

const testing = ['tools', 'test/support', ...siteConfiguration];

const core = (...folders: readonly string[]): Room => ({
  sees: [...BASE, ...folders.map((name) => `src/core/${name}`)],
});

export const ROOMS: Readonly<Record<string, Room>> = {
  // The science, from numbers to pictures: every folder sees those above it that it needs.
  'src/core': { sees: [] },
  'src/core/random': core(),
  'src/core/wasm': core(),
  'src/core/linalg': core('random'),
  'src/core/transport': core('linalg'),
  'src/core/density': core('linalg', 'random', 'wasm'),
  'src/core/subset': core('linalg', 'random'),
  'src/core/metrics': core('density', 'linalg', 'transport', 'wasm'),
  'src/core/diffusion': core('random'),
  'src/core/guidance': core('diffusion', 'transport', 'linalg', 'random'),
  'src/core/sampling': core('guidance', 'diffusion', 'random'),
  'src/core/scoring': core('density', 'diffusion', 'linalg', 'random'),
  'src/core/formats': core('diffusion', 'scoring'),
  'src/core/diffuser.ts': core('diffusion', 'formats'),
  'src/core/training': core('random'),
  'src/methods': { sees: ['src/core'] },

  // What it stands on: models, files, threads.
  'src/runtime': { sees: ['src/core', 'src/outside/messages.ts'] },
  'src/bridge': { sees: ['src/core'] },
  'src/data': { sees: ['src/core', 'src/bridge'] },

  // The program's own files, kept for a page without its server.
  'src/offline': { sees: [] },

  // The one piece that may ask other servers: it knows nothing of the rest, and only its words are known.
  'src/outside': { sees: ['src/outside/messages.ts'] },
  'src/outside/messages.ts': { sees: [] },

  // The order of the work, over ports: neither a page nor a disk.
  'src/run': { sees: [...science, 'src/run'] },
  'src/run/ports.ts': {
    sees: [...science, 'src/run/model', 'src/run/analysis', 'src/run/training'],
  },
  'src/run/events.ts': { sees: ['src/core/errors.ts', 'src/run/model', 'src/run/results'] },
  'src/run/restart.ts': { sees: ['src/core'] },
  'src/run/unless-aborted.ts': { sees: ['src/core'] },
  'src/run/model': { sees: ['src/core', ...ports] },
  'src/run/recipe': { sees: science },
  'src/run/training': { sees: ['src/core', ...ports] },
  'src/run/analysis': { sees: [...science, ...ports] },
  'src/run/stages': { sees: [...science, ...ports, ...causes] },
  'src/run/makers': {
    sees: [...science, ...ports, ...causes, 'src/run/stages', 'src/run/results'],
  },
  'src/run/results': {
    sees: [...science, ...ports, ...causes, 'src/run/stages', 'src/data/export'],
  },

  'src/run/evaluation': {
    sees: [
      ...science,
      ...ports,
      ...causes,
      'src/run/training',
      'src/run/stages',
      'src/run/results',
    ],
  },

  // Places where the work is done.
  workers: { sees: product },
  'src/command': { sees: [...product, ...siteConfiguration] },
  'src/studio': { sees: [...product, 'workers', ...siteConfiguration] },

  // Around the house. Tests see tools; tools see no tests and no page.
  'content-security-policy.ts': { sees: [] },
  'vite.config.ts': { sees: siteConfiguration },
  'vitest.config.ts': { sees: siteConfiguration },
  'test/support': { sees: [...product, 'src/command', 'tools/package', ...siteConfiguration] },
  tools: {
    sees: ['tools', ...product, 'src/command', 'workers', 'test/support', ...siteConfiguration],
  },
  'tools/conformance': { sees: ['src/core', 'src/runtime'] },
  'tools/sample/render': { sees: ['src/core', 'src/data/sample'] },
  'tools/layers': { sees: [] },
  // What is packed, for the tarball and for tests of it.
  'tools/package': { sees: [] },
  'test/unit': {
    sees: [...product, 'src/outside', 'src/command', 'src/studio', 'workers', ...testing],
  },
  'test/browser': { sees: [...product, 'src/command', 'workers', ...testing] },
  'test/browser/training': { sees: [...product, 'src/studio', 'workers', ...testing] },
  'test/cluster': { sees: [...product, 'src/command', ...testing] },
  'test/e2e': { sees: [...product, 'src/command', ...testing] },
  'test/studio-demo': { sees: [...product, 'src/studio'] },
};

/** Packages that only some rooms may import, and those rooms. */
export const KEPT_PACKAGES: readonly {
  readonly packages: RegExp;
  readonly rooms: readonly string[];
  readonly because: string;
}[] = [
  {
    packages: /^onnxruntime-/,
    rooms: ['src/runtime', 'tools/bench/page', 'test'],
    because: 'only src/runtime imports ONNX Runtime',
  },
  {
    packages: /^(react|react-dom|zustand|@base-ui\/react|@tanstack\/react-virtual)(\/|$)/,
    rooms: ['src/studio', 'test/studio-demo'],
    because: 'only src/studio imports the page libraries',
  },
  {
    packages: /^(node:|sharp$)/,
    rooms: ['src/command', 'tools', 'test', 'vite.config.ts'],
    because: 'only src/command and what stands around the house know Node',
  },
  {
    packages: /^(vite|vitest|fast-check|playwright-core|@vitejs\/plugin-react)(\/|$)/,
    rooms: ['tools', 'test', 'vite.config.ts', 'vitest.config.ts'],
    because: 'the product imports nothing that builds or tests it',
  },
];

/** Rooms that import these packages alone. */
export const PURE: Readonly<Record<string, readonly RegExp[]>> = {
  'src/core': [/^ml-matrix$/, /^@noble\/hashes\//],
  'src/methods': [],
  'src/run': [],
  'src/bridge': [],
  'src/offline': [],
};
