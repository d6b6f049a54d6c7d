/** Several runs at once: every method with every number of images and every seed, in this order. */
import { defaultsOf } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
import { findMethod } from '../inspector/schema';
import type { EditsByFolder, Settings } from '../state/settings';

export interface OrdersWish {
  /** Methods' ids. */
  readonly methods: readonly string[];
  /** Images per class. */
  readonly counts: readonly number[];
  readonly seeds: readonly number[];
}

/** More are set up by a slip of the finger. */
export const MOST_ORDERS = 200;

/** Edits under another seed: images have its noise and keep their cores, or two seeds would share images. */
function underSeed(edits: EditsByFolder, seed: number): EditsByFolder {
  return new Map(
    [...edits].map(([folder, { seeds, ...own }]) => {
      const cores = seeds?.flatMap((one) => (one.core === undefined ? [] : [{ ...one, seed }]));
      return [folder, cores === undefined ? own : { ...own, seeds: cores }];
    }),
  );
}

/**
 * Settings of each run. The method on the page keeps its values, others have their defaults; sampling and
 * edits are the page's, but for seeds that images have of their own beside another than the page's.
 */
export function runOrders(now: Settings, { methods, counts, seeds }: OrdersWish): Settings[] {
  return methods.flatMap((method) => {
    const known = findMethod(method);
    if (known === undefined) return [];
    const parameters = method === now.method ? now.parameters : defaultsOf(known.schema);
    return counts.flatMap((imagesPerClass) =>
      seeds.map((seed) => ({
        method,
        parameters,
        sampling: { ...now.sampling, imagesPerClass, seed },
        edits: seed === now.sampling.seed ? now.edits : underSeed(now.edits, seed),
      })),
    );
  });
}

/** The numbers of a list, or what is wrong with it, as a sentence. */
export type NumberList = { readonly numbers: readonly number[] } | { readonly problem: string };

/**
 * "1, 10, 50" or "0-2": whole numbers, each once, in the order in which they stand.
 * @param name the parameter whose range they keep to
 */
export function numberList(text: string, name: 'imagesPerClass' | 'seed'): NumberList {
  const { label, min, max } = samplingSchema[name];
  const numbers: number[] = [];
  for (const part of text.split(/[\s,;]+/).filter((one) => one !== '')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    const from = Number(match?.[1]);
    const to = match?.[2] === undefined ? from : Number(match[2]);
    if (match === null || from < min || to > max || to < from) {
      return { problem: `${label}: "${part}" is no whole number from ${min} to ${max}.` };
    }
    if (to - from >= MOST_ORDERS) {
      return { problem: `${label}: "${part}" are more runs than the ${MOST_ORDERS} that wait.` };
    }
    for (let value = from; value <= to; value++) numbers.push(value);
  }
  if (numbers.length === 0) return { problem: `${label}: write at least one number.` };
  return { numbers: [...new Set(numbers)] };
}
