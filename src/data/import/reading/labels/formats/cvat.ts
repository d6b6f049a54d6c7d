/** CVAT's XML of images. */
import type { Table } from '../table';
import { onlyOne } from './objects';

const ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
]);

function attribute(tag: string, name: string): string {
  const [, value = ''] = new RegExp(`\\s${name}="([^"]*)"`).exec(tag) ?? [];
  return value.replaceAll(
    /&(lt|gt|quot|apos|amp);/g,
    (all, entity: string) => ENTITIES.get(entity) ?? all,
  );
}

/** CVAT's list of images, with the tags and shapes of each. */
export function cvat(text: string): Table | undefined {
  if (!text.includes('<annotations>')) return undefined;
  const images = text.split(/(?=<image\s)/).slice(1);
  const rows = images.map((image) => {
    const [head = '', ...shown] = image.split(/(?=<[a-z])/);
    const label = onlyOne(shown.map((tag) => attribute(tag, 'label')).filter((one) => one !== ''));
    return [attribute(head, 'name'), label, attribute(head, 'subset')];
  });
  return rows.length === 0 ? undefined : { columns: ['file', 'label', 'subset'], rows };
}
