/** `stillroom pack`: models of this machine; what there is, another one, whether one is whole and runs. */
import { toErrorRecord } from '../../core/errors';
import { packFacts, packLimits } from '../../core/formats/pack/pack-facts';
import type { PackDescription } from '../../core/formats/pack';
import { readDescription } from '../../runtime/pack-loader';
import { backendOf, readArguments, threadsOf, usage } from '../arguments';
import type { Command, Terminal } from '../command';
import { diskPack } from '../disk-pack';
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes';
import { openNodeModel } from '../node-model';
import { addPack } from '../packs/add-pack';
import { keptPacks } from '../packs/kept-packs';
import { SHIPPED } from '../shipped';
import { stopOf } from '../stop-of';

const OPTIONS = { threads: { type: 'string' }, backend: { type: 'string' } } as const;

function describe(pack: PackDescription, warnings: readonly string[], terminal: Terminal): void {
  for (const { what, says } of packFacts(pack)) terminal.out(`  ${what.padEnd(8)} ${says}`);
  for (const line of [...packLimits(pack), ...warnings]) terminal.out(`  ${line}`);
}

/** @returns the exit code of the last that cannot be read: the others are there all the same */
async function list(terminal: Terminal): Promise<ExitCode> {
  let ended: ExitCode = EXIT.done;
  for (const folder of [SHIPPED.pack, ...(await keptPacks())]) {
    try {
      const { pack, warnings } = await readDescription(await diskPack(folder));
      terminal.out(`${pack.id}: ${pack.name} ${pack.version}`);
      describe(pack, warnings, terminal);
    } catch (error) {
      const { code, message } = toErrorRecord(error);
      terminal.err(`${folder}: ${message}`);
      ended = exitCodeOf(code);
    }
  }
  return ended;
}

async function add(place: string, terminal: Terminal): Promise<void> {
  const { folder, pack, warnings } = await addPack(place, {
    signal: stopOf(terminal),
    say: (line) => terminal.err(line),
    status: (line) => terminal.status?.(line),
  });
  terminal.out(`${pack.id} is kept in ${folder}; --pack ${pack.id} takes it.`);
  describe(pack, warnings, terminal);
}

async function check(
  place: string,
  { threads, backend }: { readonly threads?: string; readonly backend?: string },
  terminal: Terminal,
): Promise<void> {
  const opened = await openNodeModel({
    pack: place,
    kernels: SHIPPED.kernels,
    threads: threadsOf(threads),
    backend: backendOf(backend),
    signal: terminal.closed,
    onProgress: ({ text }) => terminal.status?.(text),
  });
  try {
    const { pack, backend: where, warmUp, warnings } = opened.report;
    terminal.out(`${pack.id}: ${pack.name} ${pack.version}`);
    describe(pack, warnings, terminal);
    terminal.out(`  Every file has its hash. ${where.reason}`);
    for (const [role, milliseconds] of Object.entries(warmUp)) {
      terminal.out(`  ${role} ran once in ${(milliseconds / 1000).toFixed(2)} s`);
    }
  } finally {
    await opened.close();
  }
}

export const pack: Command = {
  name: 'pack',
  usage: 'list | add PATH_OR_URL | check PATH [--backend B] [--threads N]',
  summary: 'lists models, keeps another one, says whether one is whole and runs',
  help: [
    'list             the model that ships, and those that are kept',
    'add PATH_OR_URL  a folder with pack.json, an ONNX export as it is, a .zip or .tar of one, or the address',
    '                 of a folder with pack.json; what was cut off goes on where it was',
    'check PATH       holds every file to its hash and runs every network once',
    '--backend B      wasm; cpu, webgpu or cuda where onnxruntime-node is installed',
    '--threads N      all processors when left out',
    '',
    'Kept models lie in STILLROOM_PACKS, or in .stillroom/packs of your own folder; to remove one, remove its folder.',
    'An address is asked with plain GET requests, without credentials, for the files of its pack.json alone.',
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [word = '', place, ...more] = positionals;
    const alone = word === 'list' && place === undefined;
    const one = (word === 'add' || word === 'check') && place !== undefined && more.length === 0;
    if (!alone && !one) {
      throw usage(
        `"pack ${positionals.join(' ')}" says nothing that can be done; it takes list, add PATH_OR_URL or check PATH.`,
      );
    }
    if (place === undefined) return list(terminal);
    if (word === 'add') await add(place, terminal);
    else await check(place, values, terminal);
    return EXIT.done;
  },
};
