/** Settings of a method from words of a command line, read by the schemas that draw the page's sliders. */
import { StillroomError } from '../core/errors';
import type { PackDescription } from '../core/formats/pack';
import { methodById } from '../methods';
import {
  parseParameters,
  type Parameter,
  type ParameterSchema,
  type ParameterValue,
} from '../methods/parameters';
import type { Settings } from '../methods/plan-of';
import { samplingSchemaFor } from '../methods/sampling';

/** What a person asks for. */
export interface AskedSettings {
  readonly method: string;
  readonly imagesPerClass: number;
  readonly seed?: number | undefined;
  /** "NAME=VALUE" each: parameters of the method, or of the sampling. */
  readonly set: readonly string[];
}

/** A text as a parameter's kind of value; one that is none is left, for the schema to refuse. */
function valueOf({ kind }: Parameter, text: string): ParameterValue {
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if ((kind === 'number' || kind === 'integer') && text.trim() !== '') {
    const value = Number(text);
    return Number.isNaN(value) ? text : value;
  }
  return text;
}

function split(assignment: string): readonly [name: string, value: string] {
  const at = assignment.indexOf('=');
  if (at > 0) return [assignment.slice(0, at), assignment.slice(at + 1)];
  throw new StillroomError(
    'BadParameter',
    `--set ${assignment} says no value. Write --set NAME=VALUE, such as --set steps=25.`,
    { received: assignment },
  );
}

/** Settings that have an option of their own, which would be the second word about them. */
const OPTION_OF = new Map([
  ['imagesPerClass', 'ipc'],
  ['seed', 'seed'],
]);

/** Of some assignments, those to a schema's own parameters. */
function assigned(schema: ParameterSchema, sets: ReadonlyMap<string, string>) {
  const values = Object.entries(schema).flatMap(([name, parameter]) => {
    const text = sets.get(name);
    return text === undefined ? [] : [[name, valueOf(parameter, text)] as const];
  });
  return Object.fromEntries(values);
}

/**
 * The settings that words ask for; what they leave out is the method's and the pack's default.
 * @throws StillroomError BadParameter for an unknown method or name, or a value out of range
 */
export function settingsOf(
  { method: id, imagesPerClass, seed, set }: AskedSettings,
  { defaults }: PackDescription,
): Settings {
  const { schema } = methodById(id);
  const sampling = samplingSchemaFor(defaults);
  const sets = new Map(set.map(split));
  const known = [...Object.keys(schema), ...Object.keys(sampling)].filter(
    (name) => !OPTION_OF.has(name),
  );
  for (const name of sets.keys()) {
    if (known.includes(name)) continue;
    const option = OPTION_OF.get(name);
    if (option !== undefined) {
      throw new StillroomError(
        'BadParameter',
        `--set does not take ${name}: --${option} says it.`,
        { parameter: name },
      );
    }
    throw new StillroomError(
      'BadParameter',
      `${id} has no parameter "${name}"; --set knows ${known.join(', ')}.`,
      { parameter: name },
    );
  }
  return {
    method: id,
    parameters: parseParameters(schema, assigned(schema, sets)),
    sampling: parseParameters(sampling, {
      ...assigned(sampling, sets),
      imagesPerClass,
      ...(seed === undefined ? {} : { seed }),
    }),
  };
}
