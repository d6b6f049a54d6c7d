import { describe, expect, it } from 'vitest';
import { packAmong } from '../../../src/runtime/pack-source';
import { chosenModel } from '../../../src/studio/adapters/chosen-model';

/** A file as an input of the page gives it; Node's own have no such path. */
const given = (path: string, content: string, name = path.split('/').at(-1) ?? ''): File =>
  Object.defineProperty(new File([content], name), 'webkitRelativePath', { value: path });
const inFolder = (path: string): File => given(path, path);
const alone = (name: string, content: string): File => given('', content, name);

describe('a model from the disk', () => {
  it('is a folder’s files by their paths, called by the folder', async () => {
    const { choice, place } = await chosenModel(
      ['sd/pack.json', 'sd/unet/model.onnx'].map(inFolder),
    );
    expect(choice).toMatchObject({ id: 'sd', name: 'sd' });
    if (place.kind !== 'files') throw new Error('no files');
    const source = packAmong(place.files);
    expect(source.id).toBe('sd');
    expect(await (await source.read('unet/model.onnx')).text()).toBe('sd/unet/model.onnx');
  });

  it('is one archive, called by its file, and no other file', async () => {
    await expect(chosenModel([alone('model.onnx', 'model')])).rejects.toThrow(
      'model.onnx is no archive of a model',
    );
  });
});
