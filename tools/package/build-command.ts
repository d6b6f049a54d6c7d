/**
 * Programs as files that Node runs without this checkout: what they import of ours and of pure JavaScript
 * is inside; packages with native or WebAssembly parts are found where they are installed.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface NodeProgram {
  /** The file that starts it, from this checkout's root. */
  readonly entry: string;
  /** Is emptied first. */
  readonly outDir: string;
  /** Name of the file that Node runs. */
  readonly file: string;
  /** Packages that stay outside. */
  readonly external: readonly string[];
}

export async function buildForNode({ entry, outDir, file, external }: NodeProgram): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: [...external] },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: {
        output: {
          entryFileNames: file,
          chunkFileNames: '[name].mjs',
          banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  });
}

/** The command `stillroom`, as stillroom.mjs in a folder that is emptied first. */
export function buildCommand(outDir: string): Promise<void> {
  const external = ['sharp', 'onnxruntime-web'];
  return buildForNode({ entry: 'src/command/main.ts', outDir, file: 'stillroom.mjs', external });
}
