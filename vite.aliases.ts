import { fileURLToPath } from 'node:url';

/** The UMAP of embedding-atlas stands in its dist folder but not in its exports. */
export const aliases = {
  'embedding-atlas/umap': fileURLToPath(
    new URL('./node_modules/embedding-atlas/dist/umap.js', import.meta.url),
  ),
};
