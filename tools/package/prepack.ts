/** Before `npm pack`: the page into dist/, the command into lib/. */
import { build } from 'vite';
import { buildCommand } from './build-command';

await build({ logLevel: 'error' });
await buildCommand('lib');
