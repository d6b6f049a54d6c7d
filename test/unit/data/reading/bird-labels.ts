/** Four flat pictures of birds, and what a table says of them. */
import { pictures } from './read';

export const four = pictures('birds', 4);
export const labelled = [
  ['jay', ['birds/0.png', 'birds/2.png'], []],
  ['owl', ['birds/1.png', 'birds/3.png'], []],
];
export const rows = [0, 1, 2, 3].map((i) => [`${i}.png`, i % 2 === 1 ? 'owl' : 'jay'] as const);
export const lines = (head: string, line: (file: string, label: string) => string): string =>
  `${head}${rows.map(([file, label]) => line(file, label)).join('\n')}\n`;
