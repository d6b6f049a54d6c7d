/**
 * Installs the locked dependencies when they are missing or older than the lockfile, so that
 * `npm start` and `npm test` are one command each on a fresh machine. Plain JavaScript: it runs
 * before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Stillroom needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

const installed = 'node_modules/.package-lock.json';
const fresh =
  existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs;
if (!fresh) {
  const started = performance.now();
  console.log('Installing what is missing (npm ci), about a minute ...');
  // No dependency's own install script is needed, so none is run.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  console.log(`Installed in ${Math.round((performance.now() - started) / 1000)} s.`);
}
