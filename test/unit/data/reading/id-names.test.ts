import { describe, expect, it } from 'vitest';
import { called, choose, pictures, readWith, texts } from './read';

const folders = (...names: string[]): string[] =>
  names.flatMap((name) => pictures(`flowers/train/${name}`));

const names = async (paths: string[], file: string, text: string): Promise<string[]> =>
  called(await readWith(paths, new Map([[`flowers/${file}`, text]]))).map(([, name]) => name);

describe('a list of names beside classes of numbers', () => {
  it.each([
    ['cat_to_name.json', '{"21": "fire lily", "3": "canterbury bells", "10": "globe thistle"}'],
    ['class_indices.json', '{"canterbury bells": 3, "fire lily": 21, "globe thistle": 10}'],
    [
      'class_index.json',
      '{"3":["n00000003","canterbury_bells"],"10":["n00000010","globe_thistle"],"21":["n00000021","fire_lily"]}',
    ],
    ['labels.csv', 'ClassId,Name\n3,canterbury bells\n10,globe thistle\n21,fire lily\n'],
    ['labels.csv', 'Name;Id;Images\ncanterbury bells;03;7\nglobe thistle;10;7\nfire lily;21;9\n'],
    ['classes.txt', '3 canterbury bells\n10 globe thistle\n21 fire lily\n'],
    ['label_map.txt', '3: canterbury bells\n10: globe thistle\n21: fire lily\n'],
    ['data.yaml', "names: {3: canterbury bells, 10: 'globe thistle', 21: fire lily}\n"],
    ['classes.csv', 'id,name\n3.0,canterbury bells\n10.0,globe thistle\n21.0,fire lily\n'],
    [
      'data.yaml',
      "path: ../x\nnames:\n  3: canterbury bells\n  10: 'globe thistle'\n  21: fire lily\n",
    ],
  ])('says what they are called: %s', async (file, text) => {
    const paths = folders('3', '10', '21');
    expect(await names(paths, file, text)).toEqual([
      'canterbury bells',
      'globe thistle',
      'fire lily',
    ]);
  });

  it.each([
    ['classes.txt', 'owl\njay\ngreat tit\n'],
    [
      'dataset_infos.json',
      '{"default":{"features":{"label":{"names":["owl","jay","great tit"],"_type":"ClassLabel"}}}}',
    ],
    ['obj.names', 'owl\njay\ngreat tit\n'],
    ['classes.json', '["owl", "jay", "great tit"]'],
    ['data.yaml', 'nc: 3\nnames: [\'owl\', "jay", great tit]\n'],
    ['data.yaml', 'names:\n- owl\n- jay\n- great tit\nnc: 3\n'],
  ])('counts from 0, or from 1 where none is called 0: %s', async (file, text) => {
    expect(await names(folders('0', '2'), file, text)).toEqual(['owl', 'great tit']);
    expect(await names(folders('01', '03'), file, text)).toEqual(['owl', 'great tit']);
    // Of 1 and 2 nobody knows.
    expect(await names(folders('1', '2'), file, text)).toEqual(['1', '2']);
  });

  it('prefers the names that people use', async () => {
    const text =
      'Label, Latin Name, Common Name, Train Images\nn0, alouatta_palliata, mantled_howler, 131\nn1, erythrocebus_patas, patas_monkey, 139\n';
    const read = await readWith(
      folders('n0', 'n1'),
      new Map([['flowers/monkey_labels.txt', text]]),
    );
    expect(called(read)).toEqual([
      ['n0', 'mantled howler', 'mantled howler'],
      ['n1', 'patas monkey', 'patas monkey'],
    ]);
    expect(read.rejected).toEqual([]);
    expect(texts(read)).toContain('flowers/monkey_labels.txt names the 2 classes.');
  });

  it('names the numbers that a table gives as labels', async () => {
    const tables = new Map([
      ['leaves/train.csv', 'image_id,label\n0.png,0\n1.png,1\n2.png,0\n3.png,1\n'],
      ['leaves/label_num_to_disease_map.json', '{"0": "Healthy", "1": "Green Mottle"}'],
    ]);
    expect(called(await readWith(pictures('leaves/images', 4), tables))).toEqual([
      ['0', 'Healthy', 'Healthy'],
      ['1', 'Green Mottle', 'Green Mottle'],
    ]);
  });

  it('can be left, and is none where it lacks a class or has one name twice', async () => {
    const text = 'id,name\n3,bells\n10,thistle\n';
    const tables = new Map([['flowers/classes.csv', text]]);
    const left = await readWith(
      folders('3', '10'),
      tables,
      choose(['class names flowers/classes.csv', 'folders']),
    );
    expect(called(left).map(([, name]) => name)).toEqual(['3', '10']);
    expect(await names(folders('3', '10', '21'), 'classes.csv', text)).toEqual(['3', '10', '21']);
    const twice = 'id,name\n3,bells\n10,bells\n';
    expect(await names(folders('3', '10'), 'classes.csv', twice)).toEqual(['3', '10']);
  });

  it('is not asked about classes that have names', async () => {
    const text = 'id,name\ncat,Felis\ndog,Canis\n';
    expect(await names(folders('cat', 'dog'), 'classes.csv', text)).toEqual(['cat', 'dog']);
    const wordNet = 'n01440764\tfish of mine\nn03028079\tmy church\n';
    const ids = folders('n01440764', 'n03028079');
    expect(await names(ids, 'words.txt', wordNet)).toEqual(['tench', 'church']);
  });
});
