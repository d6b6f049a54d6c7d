import { describe, expect, it } from 'vitest';
import { readWith, shape } from './read';

const FOUR = [0, 1, 2, 3];
const labelOf = (i: number): string => (i % 2 === 0 ? 'cat' : 'dog');
const split = (folder: string) => [
  ['cat', [`${folder}/0.jpg`, `${folder}/2.jpg`], []],
  ['dog', [`${folder}/1.jpg`, `${folder}/3.jpg`], []],
];
const photos = (folder: string): string[] => FOUR.map((i) => `${folder}/${i}.jpg`);

describe('labels of annotation tools', () => {
  const object = (title: string) => ({ classTitle: title, geometryType: 'rectangle' });
  it.each([
    ['objects', (i: number) => ({ tags: [], objects: [object(labelOf(i)), object(labelOf(i))] })],
    ['tags', (i: number) => ({ tags: [{ name: labelOf(i), value: null }], objects: [] })],
  ])("are read from Supervisely's %s", async (_, annotation) => {
    const files = FOUR.map((i): [string, string] => [
      `project/set/ann/${i}.jpg.json`,
      JSON.stringify({ description: '', size: { height: 1, width: 1 }, ...annotation(i) }),
    ]);
    const tables = new Map([...files, ['project/meta.json', '{"classes":[],"tags":[]}']]);
    const read = await readWith(photos('project/set/img'), tables);
    expect(shape(read)).toEqual(split('project/set/img'));
  });

  const region = (type: string) => ({
    shape_attributes: { name: 'rect', x: 1 },
    region_attributes: { type },
  });
  const via = (regions: (i: number) => unknown, own: (i: number) => unknown = () => ({})) =>
    Object.fromEntries(
      FOUR.map((i) => [
        `${i}.jpg123`,
        { filename: `${i}.jpg`, size: 123, regions: regions(i), file_attributes: own(i) },
      ]),
    );
  const list = via((i) => [region(labelOf(i)), region(labelOf(i))]);
  it.each([
    ['a list', list],
    ['an object', via((i) => ({ 0: region(labelOf(i)) }))],
    ['a project', { _via_settings: { core: {} }, _via_img_metadata: list, _via_attributes: {} }],
    [
      'files',
      via(
        () => [],
        (i) => ({ label: labelOf(i) }),
      ),
    ],
  ])("are read from VIA's attributes of %s", async (_, value) => {
    const tables = new Map([['set/via_region_data.json', JSON.stringify(value)]]);
    expect(shape(await readWith(photos('set'), tables))).toEqual(split('set'));
  });

  it("are none where VIA's regions of a picture differ", async () => {
    const value = via((i) => (i === 0 ? [region('cat'), region('dog')] : [region(labelOf(i))]));
    const tables = new Map([['set/via_region_data.json', JSON.stringify(value)]]);
    expect(shape(await readWith(photos('set'), tables))).toEqual([
      ['cat', ['set/2.jpg'], []],
      ['dog', ['set/1.jpg', 'set/3.jpg'], []],
    ]);
  });

  it("are read from SageMaker's manifest", async () => {
    const lines = FOUR.map((i) =>
      JSON.stringify({
        'source-ref': `s3://bucket/pets/${i}.jpg`,
        pets: i % 2,
        'pets-metadata': { 'class-name': labelOf(i), confidence: 0.94, 'human-annotated': 'yes' },
      }),
    );
    const tables = new Map([['set/output.manifest', lines.join('\n')]]);
    expect(shape(await readWith(photos('set'), tables))).toEqual(split('set'));
  });
});
