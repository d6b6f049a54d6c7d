/**
 * Sets of images that a person names, kept with what else a person changed about their classes; and chosen
 * images as a zip of their own files.
 */
import { StillroomError } from '../../../core/errors';
import { chooseDestination } from '../../../data/export/destination';
import { selectionZip, type SelectedClass } from '../../../data/export/write-selection';
import type { PageParts } from '../../adapters/page-parts';
import { useCollection } from '../../state/collection';
import { notify } from '../../state/notices';
import { tagsOf, useTags, withTagged, withoutTag } from '../../state/tags';
import { told } from '../told';
import type { ImagesOfClass } from './contract';

export class TaggedImages {
  readonly #parts: PageParts;
  #exporting: AbortController | null = null;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** The store follows the collection on the page. */
  watch(): void {
    let seen: unknown = null;
    useCollection.subscribe(() => {
      const { edits } = this.#parts.library;
      if (edits === seen) return;
      seen = edits;
      useTags.setState({
        folders: new Map([...edits].map(([folder, { tags = [] }]) => [folder, tags])),
      });
    });
  }

  /** Another collection brings its own. */
  reset(): void {
    this.cancelExport();
  }

  save(tag: string, { folder, images }: ImagesOfClass): void {
    const { library } = this.#parts;
    const paths = images.flatMap((image) => library.source?.fileOf(folder, image)?.path ?? []);
    const tags = withTagged(tagsOf(useTags.getState(), folder), tag, paths);
    library.edit(folder, { tags });
  }

  /** Takes a tag off all classes. */
  remove(tag: string): void {
    for (const [folder, tags] of useTags.getState().folders) {
      if (tags.some(([name]) => name === tag)) {
        this.#parts.library.edit(folder, { tags: withoutTag(tags, tag) });
      }
    }
  }

  exportTag(tag: string): Promise<void> {
    const { folders } = useTags.getState();
    const { source } = this.#parts.library;
    const groups = [...folders].map(([folder, tags]) => {
      const paths = new Set(tags.find(([name]) => name === tag)?.[1]);
      const read = source?.readSoFar(folder) ?? [];
      return { folder, images: read.flatMap(({ path }, i) => (paths.has(path) ? [i] : [])) };
    });
    return this.export(tag, groups);
  }

  export(name: string, groups: readonly ImagesOfClass[]): Promise<void> {
    return told(async () => {
      const classes = groups.map((group) => this.#files(group)).filter(({ files }) => files.length);
      const total = classes.reduce((sum, { files }) => sum + files.length, 0);
      if (total === 0) {
        throw new StillroomError('BadParameter', 'No image is chosen. Select some, then export.');
      }
      // Asked for first: browsers open the dialog only right after a click.
      const destination = await chooseDestination(`${name}.zip`);
      const exporting = new AbortController();
      this.#exporting = exporting;
      const { signal } = exporting;
      const onProgress = (done: number, all: number) =>
        useTags.setState({ exporting: { done, total: all } });
      onProgress(0, total);
      try {
        await destination.write(selectionZip(classes, { name, signal, onProgress }), signal);
        notify('info', `${total === 1 ? '1 file' : `${total} files`} written to ${name}.zip.`);
      } finally {
        useTags.setState({ exporting: null });
      }
    });
  }

  cancelExport(): void {
    this.#exporting?.abort();
  }

  #files({ folder, images }: ImagesOfClass): SelectedClass {
    const { source } = this.#parts.library;
    const row = useCollection.getState().classes.find((one) => one.folder === folder);
    const files = images.flatMap((image) => source?.fileOf(folder, image) ?? []);
    return { name: row?.name ?? folder, files };
  }
}
