/**
 * The command as one file that Node runs without this checkout: what it imports of ours and of pure
 * JavaScript is inside; the packages with native or WebAssembly parts are found where they are installed.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @param outDir is emptied first; the file is stillroom.mjs in it */
export async function buildCommand(outDir: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['sharp', 'onnxruntime-web'] },
    build: {
      ssr: 'src/command/main.ts',
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: {
        output: {
          entryFileNames: 'stillroom.mjs',
          chunkFileNames: '[name].mjs',
          banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  });
}
