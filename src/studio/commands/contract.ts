/**
 * What the page can ask for. Components call these and read the stores; they know no worker, no
 * file handle and no database. Commands never throw: what goes wrong becomes a notice, a class's
 * problem or a run's error, so that one bad input cannot take the page down.
 */
import type { Framing } from '../../core/framing';
import type { BackendRequest } from '../state/model';
import type { Settings } from '../state/settings';
import type { PreviewCommands } from './preview/contract';
import type { CompareCommands } from './compare/contract';
import type { EvaluateCommands } from './evaluate/contract';
import type { ModelCommands } from './models/contract';
import type { ImageCommands } from './explore/contract';
import type { WindowCommands } from './windows/contract';

export interface Commands {
  /** First visit or reload: opens storage, restores collection and results, loads the default pack. */
  start(): Promise<void>;
  /** Answers what the page asks after starts that did not end: whether to show the stored run again. */
  startWith(storedRun: boolean): void;
  /** The page could not be drawn. */
  startFailed(): void;

  /** Everything that a drop can carry: folders, archives, images, an export's zip, a manifest. */
  addDrop(transfer: DataTransfer): Promise<void>;
  /** The files of a directory input or a file input. */
  addFiles(files: readonly File[]): Promise<void>;
  /** The directory picker where the browser has one (its handle survives a reload). */
  pickFolder(): Promise<void>;
  loadSampleCollection(): Promise<void>;
  /** Stops the listing that is under way; the collection on the page stays. */
  cancelListing(): void;
  /** Reads the collection again, one of its parts as a person chose (`CollectionState.reading`). */
  readAs(part: string, choice: string): Promise<void>;
  /** Asks the browser again for a remembered folder. */
  requestAccess(): Promise<void>;
  clearCollection(): Promise<void>;
  /** Holds out another share of each class for evaluation, 0 to 50 percent. */
  holdOut(percent: number): Promise<void>;
  /** Has pictures become the model's square in another way. */
  frame(framing: Framing): Promise<void>;
  editClass(folder: string, edit: { name?: string; prompt?: string; included?: boolean }): void;

  /** An object URL of the image's thumbnail; decodes on first use, keeps a bounded number. */
  thumbnail(folder: string, image: number): Promise<string>;
  /** The same of the nth file that a class lists: it is there before the class is read. */
  listedThumbnail(folder: string, nth: number): Promise<string>;
  /** An object URL of the whole image as the model sees it. */
  fullImage(folder: string, image: number): Promise<string>;
  /** File name of an image. */
  imageName(folder: string, image: number): string;

  chooseModel(id: string): Promise<void>;
  chooseBackend(request: BackendRequest): Promise<void>;

  /** The models that there are: added, fetched, taken away. */
  readonly models: ModelCommands;

  /** Makes the map of the class that is looked at again; by itself it follows the settings. */
  explore(folder: string): void;
  cancelExplore(folder: string): void;

  /** Looks how many cores each included class gives, and keeps step with the settings from then on. */
  checkCores(): void;

  /**
   * Distills the included classes with the settings as they stand, after the runs that were asked for before;
   * takes up finished images of an equal recipe.
   */
  distill(): Promise<void>;
  /** Makes several runs, one after the other. */
  queue(orders: readonly Settings[]): Promise<void>;
  /** Holds what the job bar shows: a run, an evaluation, scoring, or what the page does by itself. */
  pause(): void;
  resume(): void;
  /** Stops what the job bar shows; of runs it lets go of those that wait, too. */
  cancel(): void;
  /** Exports the run that is shown. */
  exportZip(): Promise<void>;

  /** Shows a kept run's images; the settings stay. */
  showRun(id: string): Promise<void>;
  /** Puts a kept run's settings on the sliders. */
  takeSettings(id: string): Promise<void>;
  /** Takes a run away for good, with all that nothing else refers to. */
  removeRun(id: string): Promise<void>;

  /** The live preview's parameter grid; the rest follows its store. */
  readonly preview: PreviewCommands;

  /** Kept runs side by side. */
  readonly compare: CompareCommands;

  /** Training on sets, measured on held-out images. */
  readonly evaluate: EvaluateCommands;

  /** The real images of the classes. */
  readonly images: ImageCommands;

  /** Ranked windows of real images. */
  readonly windows: WindowCommands;
}
