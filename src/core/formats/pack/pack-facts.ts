/** What a person wants to know of a model before using it, in words: the page's card and the command's list. */
import { packBytes, type PackDescription } from '../pack';

export interface PackFact {
  readonly what: string;
  readonly says: string;
}

const MANY_NAMES = 8;

/** "412 MB": what the files take on a disk, and at least what they take in memory. */
export function sizeText(bytes: number): string {
  const [unit, size] =
    bytes < 1e6
      ? (['kB', 1e3] as const)
      : bytes < 1e9
        ? (['MB', 1e6] as const)
        : (['GB', 1e9] as const);
  const value = bytes / size;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}

/** True for a network that computes in half precision: its inputs say so, or its builder does. */
export function computesInHalves({ graphs, provenance }: PackDescription): boolean {
  const { check } = provenance as { check?: { denoiser?: { precision?: unknown } } };
  return (
    graphs.denoiser.inputs.sample.type === 'float16' || check?.denoiser?.precision === 'float16'
  );
}

function knows({ classes, condition }: PackDescription): string {
  if (classes === undefined) return 'any text';
  const { names, closed } = classes;
  const few = names.slice(0, MANY_NAMES).join(', ');
  const list = names.length > MANY_NAMES ? `${names.length} classes: ${few} ...` : few;
  if (condition.kind === 'class') return `${list}; by label, no other words`;
  return closed ? list : `any text; trained on ${list}`;
}

/** What cannot be done with the model, a sentence each; none for one that lacks nothing. */
export function packLimits({ graphs, features, secondDenoiser }: PackDescription): string[] {
  const limits: string[] = [];
  if (graphs.vae_encoder === undefined) {
    limits.push(
      'It has no image encoder: no cores, no targets, no ranked windows, no start from a picture. It can generate from the prompt alone.',
    );
  }
  if (features === undefined) {
    limits.push('It has no inner features: windows are clustered by their latents alone.');
  }
  if (secondDenoiser) {
    limits.push(
      'It brings a second network for the last steps, a refiner, which is not used: all steps are made by the first.',
    );
  }
  return limits;
}

/** Facts in the order in which they are asked for. */
export function packFacts(pack: PackDescription): readonly PackFact[] {
  const { resolution, condition, learnedVariance, defaults } = pack;
  const told =
    condition.kind === 'class'
      ? 'a class label'
      : condition.encoders.length > 1
        ? `${condition.encoders.length} text encoders`
        : 'a text encoder';
  return [
    { what: 'Size', says: sizeText(packBytes(pack)) },
    { what: 'Makes', says: `${resolution} × ${resolution} px` },
    { what: 'Knows', says: knows(pack) },
    { what: 'Told by', says: told },
    {
      what: 'Steps',
      says: `${defaults.steps} of ${defaults.solver}, guidance ${defaults.cfgScale}${learnedVariance ? ', learned variance' : ''}`,
    },
    { what: 'Licence', says: pack.licence },
  ];
}
