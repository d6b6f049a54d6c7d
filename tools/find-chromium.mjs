/**
 * Where a Chromium is: CHROME_PATH, a system installation, or Debian's package when root may
 * install it. Browser tests never download a browser of their own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of an executable, or null with nothing to be done about it. */
export function findChromium() {
  const named = process.env.CHROME_PATH;
  if (named) return existsSync(named) ? named : null;
  const present = CANDIDATES.find((path) => existsSync(path));
  if (present) return present;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log("Installing Debian's chromium ...");
    const run = (args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    run(['update', '-q']);
    run(['install', '-y', '-q', '--no-install-recommends', 'chromium']);
  }
  return CANDIDATES.find((path) => existsSync(path)) ?? null;
}
