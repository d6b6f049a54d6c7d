/**
 * The models that a page has: those of the disk, which are read where they lie, and those that were fetched
 * into the browser. The page itself asks no other server: a frame fetches (src/outside), a thread hashes and
 * keeps.
 */
import { byName, noNames, withName } from '../../../core/by-name';
import { isAbort } from '../../../core/errors';
import { packFolder } from '../../../core/formats/pack/pack-address';
import { Thread } from '../../../bridge/thread';
import type { DownloadEvent } from '../../../runtime/download/functions';
import { browserKeptModels, isWhole, type KeptModel } from '../../../runtime/download/kept-models';
import type { DownloadThreadFunctions } from '../../../../workers/download';
import { chosenModel } from '../../adapters/chosen-model';
import { openDownloader } from '../../adapters/downloader';
import { thisMachine } from '../../adapters/machine';
import type { PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { useModel, type ModelChoice } from '../../state/model';
import { useModels, type Download } from '../../state/models';
import { notify } from '../../state/notices';
import { mayEnd } from '../may-end';
import { told } from '../told';
import { underWay } from '../under-way';
import type { ModelCommands as Contract } from './contract';
import type { ChoosesModel } from './model-choice';

type DownloadThread = Thread<DownloadThreadFunctions>;

type Work = (thread: DownloadThread, signal: AbortSignal) => Promise<void>;

const newThread = (): DownloadThread =>
  new Thread({
    name: 'download',
    open: () =>
      new Worker(new URL('../../../../workers/download.ts', import.meta.url), { type: 'module' }),
  });

type Parts = Pick<PageParts, 'model' | 'figure'>;

/** How a kept model is called among the choices. */
export const keptId = (hash: string): string => `kept ${hash}`;

function choiceOf({ hash, address, pack }: KeptModel): ModelChoice {
  return {
    id: keptId(hash),
    name: pack.name,
    detail: `In this browser; from ${new URL(address).host}`,
    origin: 'kept',
    described: { pack, hash },
  };
}

function hereOf({ files }: KeptModel): Download['here'] {
  return byName(Object.fromEntries(files.map(({ path, here }) => [path, here])));
}

function patch(changed: Partial<Download>): void {
  useModels.setState(({ download }) => ({
    download: download === null ? null : { ...download, ...changed },
  }));
}

export class ModelPlace implements Contract {
  readonly #parts: Parts;
  readonly #choice: Pick<ChoosesModel, 'choose' | 'replace'>;
  /** pack.json of the model that was looked at, as it was read. */
  #text = '';
  #work = new AbortController();
  /** What was asked before has ended, stopped or not. */
  #ended = Promise.resolve();

  constructor(parts: Parts, choice: Pick<ChoosesModel, 'choose' | 'replace'>) {
    this.#parts = parts;
    this.#choice = choice;
  }

  /** Lists what earlier visits fetched. */
  async restore(): Promise<void> {
    const list = await browserKeptModels()?.list();
    const kept = list?.models ?? [];
    useModels.setState({ kept, refused: list?.refused ?? [] });
    for (const model of kept.filter(isWhole)) {
      this.#parts.model.addPack(choiceOf(model), { kind: 'kept', hash: model.hash });
    }
  }

  addFiles(files: readonly File[]): Promise<void> {
    return told(async () => {
      const { choice, place } = await chosenModel(files);
      this.#parts.model.addPack(choice, place);
      useModels.setState({ open: false });
      await this.#choice.choose(choice.id);
    });
  }

  async show(): Promise<void> {
    useModels.setState({ open: true });
    await this.#parts.figure.refresh();
    if (useModels.getState().machine === null) {
      useModels.setState({ machine: await thisMachine() });
    }
  }

  async look(address: string): Promise<void> {
    this.stop();
    useModels.setState({
      download: {
        status: 'looking',
        address,
        model: null,
        here: noNames(),
        freeBytes: null,
        problem: null,
      },
    });
    await this.#under(async (thread, signal) => {
      const folder = packFolder(address).href;
      const offer = await this.#outside(folder, signal, (line) =>
        thread.call('look', [folder, line], { signal, transfer: [line] }),
      );
      const { model, text, freeBytes } = offer;
      this.#text = text;
      patch({ status: 'offered', address: folder, model, here: hereOf(model), freeBytes });
    });
  }

  async download(): Promise<void> {
    const { download } = useModels.getState();
    if (download?.status !== 'offered' || download.model === null) return;
    const { address, model } = download;
    const { hash } = model;
    patch({ status: 'fetching', problem: null });
    await this.#under(async (thread, signal) => {
      const onEvent = ({ path, bytes }: DownloadEvent) => {
        const { download: now } = useModels.getState();
        if (now?.model?.hash === hash) patch({ here: withName(now.here, path, bytes) });
      };
      await this.#outside(address, signal, (line) =>
        thread.call('download', [address, this.#text, line], {
          signal,
          onEvent,
          transfer: [line],
          whenAborted: 'wait',
        }),
      );
      const { open } = useModels.getState();
      useModels.setState({ download: null });
      if (!open) notify('info', `${model.pack.name} is here. Choose it under Models.`);
    });
    await told(() => this.restore());
    const { kept, download: now } = useModels.getState();
    const left = kept.find((one) => one.hash === hash);
    // A file that was refused is here no more.
    if (left !== undefined && now?.model?.hash === hash) patch({ model: left, here: hereOf(left) });
    await this.#parts.figure.refresh();
  }

  async goOn(hash: string): Promise<void> {
    this.stop();
    const model = useModels.getState().kept.find((one) => one.hash === hash);
    const text = await browserKeptModels()?.text(hash);
    if (model === undefined || typeof text !== 'string') return;
    this.#text = text;
    const { address } = model;
    useModels.setState({
      download: {
        status: 'offered',
        address,
        model,
        here: hereOf(model),
        freeBytes: null,
        problem: null,
      },
    });
    await this.download();
  }

  stop(): void {
    this.#work.abort();
  }

  leave(): void {
    this.stop();
    useModels.setState({ download: null });
  }

  endedBy(id: string): string {
    return useModel.getState().chosen === id ? underWay() : '';
  }

  remove(id: string, agreed = ''): Promise<void> {
    return told(async () => {
      const ended = this.endedBy(id);
      if (ended !== agreed && !(await mayEnd('Remove the model in use', ended))) return;
      const { kept, refused, download } = useModels.getState();
      const next = this.#parts.model.removePack(id);
      const model = [...kept, ...refused].find(({ hash }) => hash === id || keptId(hash) === id);
      if (model !== undefined) {
        if (download?.model?.hash === model.hash) this.leave();
        await browserKeptModels()?.remove(model.hash);
        await this.restore();
        await this.#parts.figure.refresh();
      }
      if (next !== null) await this.#choice.replace(next);
    });
  }

  /** Does one piece of work at a time; what goes wrong stands beside the address. */
  #under(work: Work): Promise<void> {
    const own = new AbortController();
    this.#work = own;
    this.#ended = this.#ended.then(() => this.#do(work, own));
    return this.#ended;
  }

  async #do(work: Work, own: AbortController): Promise<void> {
    const thread = newThread();
    try {
      await work(thread, own.signal);
    } catch (error) {
      // Another address, or none, stands there by now.
      if (this.#work !== own) return;
      const problem = isAbort(error) ? null : problemText(error);
      const nothing = problem === null && useModels.getState().download?.model === null;
      if (nothing) useModels.setState({ download: null });
      else patch({ status: 'offered', problem });
    } finally {
      thread.terminate();
    }
  }

  /** Works over a line to the downloader, which is gone afterwards. */
  async #outside<T>(
    folder: string,
    signal: AbortSignal,
    work: (line: MessagePort) => Promise<T>,
  ): Promise<T> {
    const { line, close } = await openDownloader(folder, signal);
    try {
      return await work(line);
    } finally {
      close();
    }
  }
}
