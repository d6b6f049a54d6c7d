/**
 * `npm run layers`: the arrows of ARCHITECTURE.md as a check. Every import of sources, workers, tools
 * and tests is compared with what its room may see (tools/layers/rooms.ts); cycles between files are
 * errors too.
 */
import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fault } from './layers/fault';
import { findCycle, resolve, sources, specifiers } from './layers/imports';
import { ROOMS } from './layers/rooms';

const FOLDERS = ['src', 'workers', 'tools', 'test'];
const SINGLE = Object.keys(ROOMS).filter((room) => !room.includes('/') && room.endsWith('.ts'));

const files = new Set([...FOLDERS.flatMap((folder) => sources(folder)), ...SINGLE]);
const graph = new Map<string, string[]>();
const faults: string[] = [];
let imports = 0;
for (const room of Object.keys(ROOMS)) {
  if (!existsSync(room)) faults.push(`${room} is a room without a house`);
}
for (const file of files) {
  const targets: string[] = [];
  for (const specifier of specifiers(file, readFileSync(file, 'utf8'))) {
    imports += 1;
    const target = resolve(file, specifier, files);
    const wrong = fault(file, target, specifier.startsWith('.'));
    if (wrong !== null) faults.push(`${file} -> ${specifier}: ${wrong}`);
    const isWorkerEntry = extname(specifier) === '.ts';
    if (files.has(target) && !isWorkerEntry) targets.push(target);
  }
  graph.set(file, targets);
}
const cycle = findCycle(graph);
if (cycle) faults.push(`cycle: ${cycle.join(' -> ')}`);
for (const wrong of faults) console.error(wrong);
console.log(`layers: ${files.size} files, ${imports} imports, ${faults.length} faults`);
process.exitCode = faults.length > 0 || files.size === 0 ? 1 : 0;
