import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, transformWithOxc, type Plugin } from 'vite';
import {
  contentSecurityPolicy,
  DOWNLOADER,
  downloaderPolicy,
  isolationHeaders,
} from './content-security-policy.ts';

const { version } = JSON.parse(
  readFileSync(new URL('./package.json', import.meta.url), 'utf8'),
) as {
  version: string;
};

/** Writes the policy into the built page too, so that it holds on hosts that send no headers. */
function policyInPage(): Plugin {
  return {
    name: 'stillroom-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        injectTo: 'head-prepend',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
      },
    ],
  };
}

const DOWNLOADER_SCRIPT = 'src/outside/downloader.ts';

/** The downloader's page: its script stands in it, and its policy allows no other. */
async function downloaderPage(): Promise<string> {
  const source = readFileSync(DOWNLOADER_SCRIPT, 'utf8');
  const { code } = await transformWithOxc(source, DOWNLOADER_SCRIPT, { sourcemap: false });
  // In a module nothing is named outside; a plain script gets a block for that.
  const script = `{\n${code.replace(/^export \{\};?$/m, '')}}`;
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = downloaderPolicy(`'sha256-${hash}'`);
  return `<!doctype html>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy}" />
<title>Stillroom downloader</title>
<script>${script}</script>
`;
}

/** Puts the downloader's page beside the main one, built and, as it was at the start, while developing. */
function downloader(): Plugin {
  return {
    name: 'stillroom-downloader',
    async buildStart() {
      if (this.environment.mode !== 'build') return;
      this.addWatchFile(DOWNLOADER_SCRIPT);
      this.emitFile({ type: 'asset', fileName: DOWNLOADER, source: await downloaderPage() });
    },
    async configureServer({ middlewares }) {
      const page = await downloaderPage();
      middlewares.use(`/${DOWNLOADER}`, (_, response) => {
        response.writeHead(200, {
          'Content-Type': 'text/html; charset=utf-8',
          ...isolationHeaders,
        });
        response.end(page);
      });
    },
  };
}

const OFFLINE = 'offline.js';
/** Larger files are kept when they are first asked for: a page needs one of three builds of its runtime. */
const SMALL_BYTES = 2 ** 21;
/** A model's weights, which are kept with it, what only its card shows, and the page under its long name. */
const LATER = /^packs\/.*\.(onnx|md|png)$|\.html$/;
const PUBLIC = 'public';

/** Gives the service worker (workers/offline.ts) its place beside the page, and the build's files. */
function filesForOffline(): Plugin {
  return {
    name: 'stillroom-offline',
    apply: 'build',
    generateBundle(_, bundle) {
      const hash = createHash('sha256');
      const files = [''];
      const take = (path: string, content: string | Uint8Array) => {
        if (path.endsWith('.map')) return;
        hash.update(path).update(content);
        if (content.length <= SMALL_BYTES && !LATER.test(path)) files.push(path);
      };
      const worker = bundle[OFFLINE];
      if (worker?.type !== 'chunk') this.error(`${OFFLINE} is not built.`);
      for (const [path, part] of Object.entries(bundle)) {
        if (part !== worker) take(path, part.type === 'chunk' ? part.code : part.source);
      }
      for (const path of readdirSync(PUBLIC, { recursive: true, encoding: 'utf8' })) {
        const place = join(PUBLIC, path);
        if (statSync(place).isFile()) take(path.replaceAll('\\', '/'), readFileSync(place));
      }
      const build = JSON.stringify({ version: hash.digest('hex'), files });
      worker.code = worker.code.replace('__STILLROOM_BUILD__', () => build);
    },
  };
}

/**
 * What bundling says of Plotly's old parts, with nothing to be done about it: a directive that no engine
 * reads, and Node's Buffer, which they ask for only where it is.
 */
const PLOTLYS_OWN = /node_modules\/(bit-twiddle|typedarray-pool)\//;

export default defineConfig({
  base: './',
  plugins: [react(), policyInPage(), downloader(), filesForOffline()],
  define: { __STILLROOM_VERSION__: JSON.stringify(version) },
  worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false } } },
  build: {
    target: 'es2023',
    sourcemap: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: { index: 'index.html', offline: 'workers/offline.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'offline' ? OFFLINE : 'assets/[name]-[hash].js'),
      },
      onLog: (level, log, told) => {
        if (!PLOTLYS_OWN.test(log.message)) told(level, log);
      },
    },
  },
  server: { headers: isolationHeaders },
  preview: {
    headers: { ...isolationHeaders, 'Content-Security-Policy': contentSecurityPolicy },
  },
});
