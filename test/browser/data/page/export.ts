/** Exports inside the page. */
import { toErrorRecord } from '../../../../src/core/errors';
import { chooseDestination } from '../../../../src/data/export/destination';
import { encodePng } from '../../../../src/data/export/png';
import { readExport } from '../../../../src/data/export/read-export';
import {
  exportZip,
  type ExportImage,
  type ExportSet,
} from '../../../../src/data/export/write-export';
import { hashLike, recipe } from '../../../support/sample-recipe';

async function* noisyImages(count: number): AsyncGenerator<ExportImage> {
  for (let index = 0; index < count; index++) {
    const pixels = crypto.getRandomValues(new Uint8Array(64 * 64 * 3));
    yield {
      kind: 'distilled',
      folder: 'n01440764',
      index,
      key: hashLike('3'),
      seed: 7,
      sources: [],
      guidance: {},
      png: encodePng({ width: 64, height: 64, pixels }),
      seconds: 1,
    };
  }
}

function exportSet(total: number): ExportSet {
  const sampling = { ...recipe.sampling, imagesPerClass: total };
  return {
    name: 'fish',
    label: 'Fish',
    recipe: { ...recipe, sampling },
    recipeHash: hashLike('2'),
    program: '0.2.0',
    backend: { provider: 'wasm', decoder: 'browser', threads: 2, description: '2 threads' },
    createdAt: new Date(),
    total,
    images: noisyImages(total),
    withoutCores: new Set(),
    measured: null,
  };
}

export const exportFunctions = {
  /** Through the browser's downloads, as where there is no file picker. */
  async exportDownload() {
    Object.assign(globalThis, { showSaveFilePicker: undefined });
    const destination = await chooseDestination('fish.zip');
    await destination.write(exportZip(exportSet(3)));
    return destination.kind;
  },

  /** Into a file that a picker gave; here one of the browser's own file system. */
  async exportFile(cancelAfter: number) {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle('fish.zip', { create: true });
    Object.assign(globalThis, { showSaveFilePicker: () => Promise.resolve(handle) });
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      if (done === cancelAfter) controller.abort();
    };
    const { signal } = controller;
    const destination = await chooseDestination('fish.zip');
    let code = 'written';
    let message = '';
    try {
      await destination.write(exportZip(exportSet(40), { signal, onProgress }), signal);
    } catch (error) {
      ({ code, message } = toErrorRecord(error));
    }
    const file = await handle.getFile();
    const back = file.size === 0 ? undefined : await readExport(file);
    await root.removeEntry('fish.zip');
    const images = back?.kind === 'set' ? back.images.length : undefined;
    return { code, message, kind: destination.kind, size: file.size, images };
  },
};
