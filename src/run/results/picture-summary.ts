/**
 * The pictures of a class, or of a whole run, in one line: how many follow their cores, how many copy
 * them, and what a person should be told at either end.
 */
import { isCopy, type Following } from '../../core/metrics/follows';
import type { PictureNumbers } from './picture-numbers';

export interface SpaceSummary {
  /** Pictures of which can be said whether they follow: with a core, in a class of several. */
  readonly judged: number;
  readonly follow: number;
}

export interface PictureSummary {
  readonly pictures: number;
  /** With a core of their own. */
  readonly guided: number;
  readonly inPixels: SpaceSummary;
  readonly inLatents: SpaceSummary;
  /** Of which can be said whether they copy: guided, in a class with another real image. */
  readonly compared: number;
  /** Of these, copies in pixels, in latents, or in both. */
  readonly copies: number;
  /** Means over the pictures; null where one has none, or there is no picture. */
  readonly sharpness: number | null;
  readonly norm: number | null;
}

/** Pictures that follow should be at least this share: the aim of the preset that follows its core. */
export const FOLLOWING_SHARE = 0.95;

type InSpaces = Pick<PictureNumbers, 'inPixels' | 'inLatents'>;

/** A picture that repeats its core in one of the spaces at least. */
export function copiesCore({ inPixels, inLatents }: InSpaces): boolean {
  return [inPixels, inLatents].some((one) => one !== null && isCopy(one));
}

/** Whether there is a way to a next real image that a copy is measured by. */
function isCompared({ inPixels, inLatents }: InSpaces): boolean {
  return [inPixels, inLatents].some((one) => one !== null && one.copies !== null);
}

function summaryOf(found: readonly (Following | null)[]): SpaceSummary {
  const known = found.filter((one) => one !== null);
  const judged = known.filter(({ follows }) => follows !== null);
  return {
    judged: judged.length,
    follow: judged.filter(({ follows }) => follows).length,
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

export function pictureSummary(pictures: readonly PictureNumbers[]): PictureSummary {
  return {
    pictures: pictures.length,
    guided: pictures.filter(({ inPixels }) => inPixels !== null).length,
    inPixels: summaryOf(pictures.map(({ inPixels }) => inPixels)),
    inLatents: summaryOf(pictures.map(({ inLatents }) => inLatents)),
    compared: pictures.filter(isCompared).length,
    copies: pictures.filter(copiesCore).length,
    sharpness: meanOf(pictures.map(({ sharpness }) => sharpness)),
    norm: meanOf(pictures.map(({ norm }) => norm)),
  };
}

function followSentence({ judged, follow }: SpaceSummary): string {
  if (follow === judged) return `All ${judged} follow their core`;
  return `${follow} of ${judged} follow their core`;
}

function copySentence({ guided, compared, copies }: PictureSummary): string {
  if (compared === 0) return 'with no other real image in its class a copy cannot be told';
  const alone = guided - compared;
  const rest =
    alone === 0 ? '' : `; ${alone} cannot be told, with no other real image in the class`;
  if (copies === 0) return `none copies${rest}`;
  return `${copies === 1 ? '1 copies it' : `${copies} copy it`}${rest}`;
}

/** "92 of 100 follow their core, none copies."; null where no picture has a core. */
export function followLine(summary: PictureSummary): string | null {
  const { guided, inPixels, inLatents } = summary;
  if (guided === 0) return null;
  const copied = copySentence(summary);
  if (inPixels.judged === 0) {
    return `${guided === 1 ? '1 picture has' : `${guided} pictures have`} the only core of a class; ${copied}.`;
  }
  const line = `${followSentence(inPixels)}, ${copied}.`;
  return inLatents.follow === inPixels.follow
    ? line
    : `${line} In latents ${inLatents.follow} of ${inLatents.judged} follow.`;
}

/** What is wrong at either end, a sentence each; empty where nothing is. */
export function followWarnings({ inPixels, copies }: PictureSummary): readonly string[] {
  const { judged, follow } = inPixels;
  const warnings: string[] = [];
  if (judged > 0 && follow < FOLLOWING_SHARE * judged) {
    const lost = judged - follow;
    warnings.push(
      `${lost === 1 ? '1 picture is' : `${lost} pictures are`} nearer to the core of another picture than to the one beside it: guidance is too weak for the cores to be followed. A stronger pull, or a start from the core, follows more closely.`,
    );
  }
  if (copies > 0) {
    warnings.push(
      `${copies === 1 ? '1 picture repeats' : `${copies} pictures repeat`} the photograph that is its core: nearer to it than half the way to the next real image. A set of such pictures gives those photographs away; weaken the pull where they are private.`,
    );
  }
  return warnings;
}
