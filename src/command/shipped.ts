/** Where what ships with the command lies: in public/ of a checkout, in dist/ of the installed package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of package.json, from a source file or from the bundle. */
function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error('the command lies in no package');
    folder = dirname(folder);
  }
  return folder;
}

const ROOT = packageRoot();
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
};
const FILES =
  [join(ROOT, 'public'), join(ROOT, 'dist')].find((folder) => existsSync(folder)) ?? ROOT;

export const SHIPPED = {
  version,
  /** The built page. */
  page: join(ROOT, 'dist'),
  pack: join(FILES, 'packs', 'stillroom-64'),
  kernels: join(FILES, 'kernels'),
} as const;
