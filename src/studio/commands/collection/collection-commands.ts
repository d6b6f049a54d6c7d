/** What a person brings: folders, archives, images, an export; and taking it off the page again. */
import { noNames, withName } from '../../../core/by-name';
import { StillroomError } from '../../../core/errors';
import type { Framing } from '../../../core/framing';
import { isSameSplit, shareSplit, USUAL_SHARE } from '../../../core/held-out';
import type { Collection } from '../../../data/import/collection';
import { addedRoots } from '../../../data/import/added-roots';
import { importAsChosen } from '../../../data/import/import-roots';
import type { ImportOptions } from '../../../data/import/options';
import type { ReadingChoices } from '../../../data/import/reading/reading';
import {
  captureDrop,
  rootOfHandle,
  rootsOfFiles,
  type ImportRoot,
} from '../../../data/import/roots';
import {
  USUAL_USE,
  type ClassEdits,
  type CollectionChanges,
  type CollectionUse,
  type RestoredCollection,
  type RestoreOptions,
} from '../../../data/store/remembered-collection';
import type { PageParts } from '../../adapters/page-parts';
import { openSampleCollection, SAMPLE_ID, sampleRoots } from '../../adapters/sample-collection';
import { NOTHING_LISTED, useCollection } from '../../state/collection';
import { notify } from '../../state/notices';
import { selectClass } from '../../state/selection';
import { discardEverything } from '../run/discard';
import { resetRun } from '../run/reset-run';
import type { RunCommands } from '../run/run-commands';
import { mayEnd } from '../may-end';
import { runsUnderWay, underWay } from '../under-way';
import { told } from '../told';
import { addedWords, movedEdits } from './adding';
import { isHere, NOTHING, shareIn, type Expected } from './expected';
import { mayReplace } from './may-replace';
import { restoreDropped } from './restore-dropped';
import { restoredClasses } from './restored-classes';

export class CollectionCommands {
  readonly #parts: PageParts;
  readonly #run: RunCommands;
  readonly #forget: () => void;
  #listing = new AbortController();
  /** Settled when nothing is read any more. */
  #listed: Promise<unknown> = Promise.resolve();
  /** What stands while nothing is read. */
  #atRest = useCollection.getState().status;
  /** Counts how often the collection was cleared. */
  #era = 0;
  /** What the collection on the page was read from; none for the one that comes with the program. */
  #roots: readonly ImportRoot[] = [];
  /** How a person chose to have it read. */
  #choices: ReadingChoices = noNames();
  #requestAccess: (() => Promise<RestoredCollection>) | null = null;
  /** Of an export that was dropped before its folders. */
  #expected: Expected = NOTHING;

  /** @param forget takes off the page what was made of the collection before */
  constructor(parts: PageParts, run: RunCommands, forget: () => void) {
    this.#parts = parts;
    this.#run = run;
    this.#forget = forget;
  }

  addDrop(transfer: DataTransfer): Promise<void> {
    // The drop's items die with its event: they are captured before anything is awaited.
    const captured = captureDrop(transfer);
    return told(async () => this.#add(await captured));
  }

  addFiles(files: readonly File[]): Promise<void> {
    return told(() => this.#add(rootsOfFiles(files)));
  }

  pickFolder(): Promise<void> {
    return told(async () => this.#add([await rootOfHandle(await window.showDirectoryPicker())]));
  }

  loadSample(): Promise<void> {
    return told(async () => {
      await this.#listed;
      // It is offered where there are no classes: those of the last visit came meanwhile.
      if (this.#parts.library.classes.length > 0) return;
      await this.#take(await this.#openSample(SAMPLE_ID));
      this.#roots = [];
    });
  }

  requestAccess(): Promise<void> {
    return told(async () => {
      if (this.#requestAccess !== null) this.#showRestored(await this.#requestAccess());
    });
  }

  /** The collection of the last visit. */
  restore(): Promise<void> {
    const going = this.#restore();
    this.#listed = going.catch(() => undefined);
    return going;
  }

  async #restore(): Promise<void> {
    const memory = await this.#parts.memory;
    this.#showRestored(await memory.restore(this.#openers));
  }

  readonly #openSample = (id: string): Promise<Collection> =>
    openSampleCollection(id, this.#parts.library.importRoots);

  /** What a remembered collection is opened with. */
  get #openers(): Pick<RestoreOptions, 'importRoots' | 'openSample'> {
    return { importRoots: this.#parts.library.importRoots, openSample: this.#openSample };
  }

  clear(): Promise<void> {
    return told(async () => {
      const { library, shown, memory, tabRecord } = this.#parts;
      this.#era += 1;
      this.#listing.abort();
      // What is still told of it is of no listing any more.
      this.#listing = new AbortController();
      const ended = this.#run.end();
      this.#forget();
      this.#expected = NOTHING;
      this.#roots = [];
      library.clear();
      selectClass(null);
      await ended;
      shown.clear();
      resetRun();
      await tabRecord.say();
      await (await memory).forget();
      await discardEverything(this.#parts);
    });
  }

  /**
   * Holds out another share of each class. Nothing is read again. A set that was made from other images is
   * kept, and no longer shown as one of these: its cores are at other places among them.
   * @param share in percent
   */
  holdOut(share: number): Promise<void> {
    return told(async () => {
      if (!this.#isOther(share) || !(await mayEnd(`Hold out ${share} %`))) return;
      await this.takeRunOff(
        'was made with another share held out. It is kept: set that share again to see it in Compare',
      );
      this.#divide(share);
    });
  }

  /**
   * Has pictures become squares in another way. A set that was made before is kept, and no longer shown as one
   * of these.
   */
  frame(framing: Framing): Promise<void> {
    return told(async () => {
      const now = this.#parts.library.source?.framing;
      if (now === undefined || now === framing) return;
      if (!(await mayEnd('See pictures another way'))) return;
      await this.takeRunOff(
        `was made from pictures that became squares in another way ("${now}"). It is kept: choose that again to see it in Compare`,
      );
      this.#frame(framing);
    });
  }

  #frame(framing: Framing): void {
    const { library, memory } = this.#parts;
    if (library.source?.framing === framing) return;
    this.#forget();
    library.frame(framing);
    void told(async () => (await memory).saveUse({ framing }));
  }

  #isOther(share: number): boolean {
    const split = this.#parts.library.source?.split;
    return (
      split !== undefined && split.kind !== 'folders' && !isSameSplit(split, shareSplit(share))
    );
  }

  /** Work under way goes on with the images that it began with. */
  #divide(share: number): void {
    if (!this.#isOther(share)) return;
    const { library, memory } = this.#parts;
    this.#forget();
    library.holdOut(share);
    void told(async () => (await memory).saveUse({ share }));
  }

  #display(collection: Collection, edits: ClassEdits, use: CollectionUse): void {
    this.#forget();
    this.#parts.library.show(collection, edits, use);
    selectClass(collection.classes[0]?.folder ?? null);
  }

  async #take(collection: Collection): Promise<void> {
    this.#run.cancel();
    // Before it can be changed: what is changed from then on is kept after it.
    const remembered = this.#remember(collection);
    this.#display(collection, noNames(), USUAL_USE);
    this.#choices = noNames();
    this.#applyExpected();
    await remembered;
  }

  async #remember(collection: Collection, changes?: CollectionChanges): Promise<void> {
    const outcome = await (await this.#parts.memory).remember(collection, changes);
    if (outcome.kept === 'label') {
      notify('info', `After a reload you will have to add it again: ${outcome.reason}.`);
    }
  }

  /** What the collection on the page can be read from again. */
  async #places(): Promise<readonly ImportRoot[]> {
    return this.#roots.length > 0 ? this.#roots : sampleRoots();
  }

  /** The use of the collection as the page has it. */
  get #use(): CollectionUse {
    const { split, framing } = useCollection.getState();
    if (split.kind === 'share') return { share: split.percent, framing };
    return { share: split.kind === 'none' ? 0 : USUAL_SHARE, framing };
  }

  /** Places come to those of the collection: what a person changed about it stays. */
  async #addTo(before: readonly ImportRoot[], brought: readonly ImportRoot[]): Promise<void> {
    const { library } = this.#parts;
    const { classes } = library;
    const added = await addedRoots(before, brought);
    await this.#list(async (options) => {
      const choices = this.#choices;
      const collection = await importAsChosen(library.importRoots, added.roots, {
        ...options,
        choices,
      });
      this.#run.cancel();
      const edits = movedEdits(classes, collection.classes, library.edits);
      const use = this.#use;
      const remembered = this.#remember(collection, { edits, use, choices });
      this.#display(collection, edits, use);
      this.#roots = added.roots;
      const old = new Set(classes.map(({ folder }) => folder));
      const fresh = collection.classes.find(({ folder }) => !old.has(folder));
      if (fresh !== undefined) selectClass(fresh.folder);
      notify('info', addedWords(classes, collection.classes, added));
      this.#applyExpected();
      await remembered;
    });
  }

  /** What comes while something is read waits for it, and is added to it; not to what was cleared meanwhile. */
  async #add(roots: readonly ImportRoot[]): Promise<void> {
    if (roots.length === 0) {
      throw new StillroomError(
        'Unsupported',
        'What was dropped holds no files. Drop folders of images, or an archive of them.',
      );
    }
    const era = this.#era;
    await this.#listed;
    if (era !== this.#era) return;
    const expected = await restoreDropped(roots, this.#parts, {
      mayEnd: (dropped) => this.#mayRestore(dropped),
      end: () => this.#run.end(),
    });
    if (expected === 'kept') return;
    if (expected !== null) {
      this.#expected = expected;
      this.#applyExpected();
      return;
    }
    if (this.#parts.library.classes.length > 0) {
      if (!(await mayEnd('Add to the collection'))) return;
      await this.#addTo(await this.#places(), roots);
      return;
    }
    const replaces = await mayReplace();
    if (replaces === 'no') return;
    if (replaces === 'yes') await this.takeRunOff('was made of the folder before. It is kept');
    const first = await addedRoots([], roots);
    await this.#list(async (options) => {
      await this.#take(await this.#parts.library.importRoots(first.roots, options));
      this.#roots = first.roots;
    });
  }

  /** An export takes the place of the runs; what else is under way goes on unless images are seen otherwise. */
  #mayRestore(expected: Expected): Promise<boolean> {
    const { framing = 'crop' } = expected;
    const share = shareIn(expected);
    const otherwise =
      (share !== null && this.#isOther(share)) || this.#parts.library.source?.framing !== framing;
    const ended = isHere(expected) && otherwise ? underWay() : runsUnderWay();
    return mayEnd('Restore the export', ended);
  }

  /** Lists what was brought, in place of a listing under way. */
  async #list(work: (options: ImportOptions) => Promise<void>): Promise<void> {
    this.#listing.abort();
    const mine = new AbortController();
    this.#listing = mine;
    const { status } = useCollection.getState();
    if (status !== 'listing') this.#atRest = status;
    useCollection.setState({ status: 'listing', listing: NOTHING_LISTED });
    const isCurrent = () => this.#listing === mine;
    const going = work({
      signal: mine.signal,
      onProgress: (listing) => {
        if (isCurrent()) useCollection.setState({ listing });
      },
    });
    this.#listed = going.catch(() => undefined);
    try {
      await going;
    } catch (error) {
      if (isCurrent()) useCollection.setState({ status: this.#atRest });
      throw error;
    }
  }

  cancelListing(): void {
    this.#listing.abort();
  }

  /**
   * Reads the same files again, one part of them as a person chose. A set that was made of the classes before
   * is kept, and no longer shown as one of these.
   */
  readAs(part: string, choice: string): Promise<void> {
    return told(async () => {
      const { library, memory } = this.#parts;
      if (!(await mayEnd('Read it another way'))) return;
      const choices = withName(this.#choices, part, choice);
      const { edits } = library;
      const use = this.#use;
      await this.#list(async (options) => {
        const places = await this.#places();
        const collection = await library.importRoots(places, { ...options, choices });
        await this.takeRunOff('was made of classes that were read otherwise. It is kept');
        this.#display(collection, edits, use);
        this.#choices = choices;
        await (await memory).saveChoices(choices);
      });
    });
  }

  /** Ends and takes off the page what was made of other images. @param why ends the sentence "The set on the page ..." */
  async takeRunOff(why: string): Promise<void> {
    const { shown, tabRecord } = this.#parts;
    const made = shown.handle !== null;
    await this.#run.end();
    shown.clear();
    resetRun();
    await tabRecord.say();
    if (made) notify('info', `The set on the page ${why}.`);
  }

  /**
   * Gives the classes of a restored export the names and prompts that they had, and holds out what it held
   * out, once they are here.
   */
  #applyExpected(): void {
    const { classes, framing = 'crop' } = this.#expected;
    if (!isHere(this.#expected)) return;
    for (const [folder, edit] of restoredClasses(useCollection.getState().classes, classes)) {
      this.#parts.library.edit(folder, edit);
    }
    const share = shareIn(this.#expected);
    if (share !== null) this.#divide(share);
    this.#frame(framing);
    this.#expected = NOTHING;
  }

  #showRestored(outcome: RestoredCollection): void {
    this.#requestAccess = null;
    switch (outcome.status) {
      case 'none':
        break;
      case 'ready':
        this.#display(outcome.collection, outcome.edits, outcome.use);
        this.#choices = outcome.choices;
        this.#roots = outcome.roots;
        break;
      case 'needs-permission':
        this.#requestAccess = outcome.requestAccess;
        useCollection.setState({ status: 'needs-permission', label: outcome.label });
        break;
      case 'gone':
        notify('info', `The collection "${outcome.label}" is gone: ${outcome.reason}.`);
        break;
      default:
        outcome satisfies never;
    }
  }
}
