/** Names that a plain object answers for, or takes for its prototype, though nobody gave them to it. */
export const ODD_NAMES = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
];
