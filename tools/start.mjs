/**
 * `npm start`: builds the page when a source is newer than the last build, serves the production
 * build with isolation headers and the content security policy, and prints the address.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build, preview } from 'vite';

const SOURCES = ['src', 'workers', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];
const BUILT = 'dist/index.html';

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

if (!existsSync(BUILT) || SOURCES.some((path) => newest(path) > statSync(BUILT).mtimeMs)) {
  console.log('Building ...');
  await build({ logLevel: 'warn' });
}
const port = Number(process.env.PORT ?? 4173);
const server = await preview({ preview: { port, host: 'localhost', open: false } });
console.log(`Stillroom is at ${server.resolvedUrls?.local[0] ?? `http://localhost:${port}/`}`);
console.log('Press Ctrl+C to stop.');
