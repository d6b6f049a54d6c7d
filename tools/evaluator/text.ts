/** evaluate.py as a module: the page's bundler and Node read it alike, and neither needs a request. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', 'src', 'data', 'export');
export const EVALUATOR_MODULE = join(FOLDER, 'evaluate-py.ts');

/** What `EVALUATOR_MODULE` must hold. */
export function evaluatorModule(): string {
  const source = readFileSync(join(FOLDER, 'evaluate.py'), 'utf8');
  const forbidden = /`|\$\{|\\u|\\x/.exec(source);
  if (forbidden !== null) {
    throw new Error(`evaluate.py has "${forbidden[0]}", which a raw template cannot hold.`);
  }
  return `/** The text of evaluate.py beside this file; made by \`npx tsx tools/evaluator/build.ts\`. */
export const EVALUATE_PY = String.raw\`${source}\`;
`;
}
