/** Writes src/data/export/evaluate-py.ts from evaluate.py beside it. */
import { writeFileSync } from 'node:fs';
import { EVALUATOR_MODULE, evaluatorModule } from './text';

writeFileSync(EVALUATOR_MODULE, evaluatorModule());
