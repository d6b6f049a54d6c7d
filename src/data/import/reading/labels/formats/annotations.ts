/** What annotation tools write in JSON: COCO's lists, Datumaro's items, VIA's regions, FiftyOne's labels. */
import type { Table } from '../table';
import { isRecord, membersOf, ofObjects, onlyOne, textOf } from './objects';

/** COCO's three lists: a row an image, with its category where all its annotations have the same. */
function ofAnnotations(value: ReadonlyMap<string, unknown>): Table | undefined {
  const listOf = (name: string): ReadonlyMap<string, unknown>[] => {
    const list = value.get(name);
    const objects = Array.isArray(list) ? list.filter(isRecord) : [];
    return objects.map((one) => new Map<string, unknown>(Object.entries(one)));
  };
  const [images, annotations, categories] = ['images', 'annotations', 'categories'].map(listOf);
  if (!images?.length || !annotations?.length || !categories?.length) return undefined;
  const names = new Map(categories.map((one) => [one.get('id'), textOf(one.get('name'))]));
  const shown = new Map<unknown, Set<string>>();
  for (const one of annotations) {
    const own = shown.get(one.get('image_id')) ?? new Set();
    shown.set(one.get('image_id'), own.add(names.get(one.get('category_id')) ?? ''));
  }
  const labelOf = (id: unknown): string => {
    const [only = '', ...others] = shown.get(id) ?? [];
    return others.length === 0 ? only : '';
  };
  const rows = images.map((one) => [textOf(one.get('file_name')), labelOf(one.get('id'))]);
  return { columns: ['file_name', 'category'], rows };
}

/** Datumaro's items, whose annotations have numbers of the labels in the same file. */
function ofItems(value: ReadonlyMap<string, unknown>): Table | undefined {
  const items = value.get('items');
  const labels = membersOf(membersOf(value.get('categories')).get('label')).get('labels');
  if (!Array.isArray(items) || !Array.isArray(labels)) return undefined;
  const names = labels.map((label) => textOf(membersOf(label).get('name')));
  const rows = items.map((item) => {
    const own = membersOf(item);
    const path = membersOf(own.get('image')).get('path') ?? own.get('id');
    const shown: unknown = own.get('annotations');
    const ids = Array.isArray(shown) ? shown.map((one) => membersOf(one).get('label_id')) : [];
    return [textOf(path), onlyOne(ids.map((id) => names[Number(id ?? NaN)] ?? ''))];
  });
  return { columns: ['file', 'label'], rows };
}

/** What VIA says of a picture and of its regions: an attribute counts where all regions that have it say the same. */
function ofRegions(value: ReadonlyMap<string, unknown>): Table | undefined {
  const listed = value.get('_via_img_metadata');
  const pictures = [...(listed === undefined ? value : membersOf(listed)).values()].map(membersOf);
  const areVia = pictures.every((one) => one.has('filename') && one.has('regions'));
  if (pictures.length === 0 || !areVia) return undefined;
  const objects = pictures.map((one) => {
    const regions = Object.values(one.get('regions') ?? {}).map(membersOf);
    const shown = regions.flatMap((region) => [...membersOf(region.get('region_attributes'))]);
    const names = new Set(shown.map(([name]) => name));
    const attributes = [...names].map((name): [string, string] => {
      const texts = shown.filter(([own]) => own === name).map(([, text]) => textOf(text));
      return [name, onlyOne(texts)];
    });
    const own = [...membersOf(one.get('file_attributes'))];
    return Object.fromEntries([['filename', one.get('filename')], ...attributes, ...own]);
  });
  return ofObjects(objects);
}

/** FiftyOne's labels by the names of pictures: words, objects with one, or where classes are listed their numbers. */
function ofLabels(value: ReadonlyMap<string, unknown>): Table | undefined {
  const [labels, classes] = [value.get('labels'), value.get('classes')];
  if (!isRecord(labels)) return undefined;
  const names = Array.isArray(classes) ? classes.map(textOf) : [];
  const textOfLabel = (label: unknown): string => {
    const own = isRecord(label)
      ? new Map<string, unknown>(Object.entries(label)).get('label')
      : label;
    return (typeof own === 'number' ? names[own] : undefined) ?? textOf(own);
  };
  const rows = Object.entries(labels).map(([name, label]) => [name, textOfLabel(label)]);
  return { columns: ['file', 'label'], rows };
}

/** The rows of whichever tool wrote it; undefined for none. */
export function ofAnnotationTool(value: ReadonlyMap<string, unknown>): Table | undefined {
  return ofAnnotations(value) ?? ofItems(value) ?? ofLabels(value) ?? ofRegions(value);
}
