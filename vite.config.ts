import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { contentSecurityPolicy, isolationHeaders } from './content-security-policy.ts';

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

/**
 * What bundling says of Plotly's old parts, with nothing to be done about it: a directive that no engine
 * reads, and Node's Buffer, which they ask for only where it is.
 */
const PLOTLYS_OWN = /node_modules\/(bit-twiddle|typedarray-pool)\//;

export default defineConfig({
  base: './',
  plugins: [react(), policyInPage()],
  define: { __STILLROOM_VERSION__: JSON.stringify(version) },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    sourcemap: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
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
