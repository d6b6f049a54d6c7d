/** How fast a run goes: its images, and what comes before those of each class. */
import type { RunState } from '../state/run';

/**
 * Seconds of reading, encoding and finding cores, as so much for each image of the classes that were prepared:
 * of real images they are all that takes time. None where nothing was measured.
 */
function preparing({ paces, time }: RunState): number {
  const made = paces.reduce((sum, seconds) => sum + seconds, 0);
  const images = time.prepared.size * time.imagesPerClass;
  return images === 0 ? 0 : Math.max(0, time.worked - made) / images;
}

/** Seconds that an image takes with its share of what comes before it; null before the first. */
export function paceOf(run: RunState): number | null {
  return run.secondsPerImage === null ? null : run.secondsPerImage + preparing(run);
}

/** Images that are not there yet, those of failed classes left out. */
function imagesLeft({ imagesDone, imagesTotal }: RunState): number {
  return Math.max(0, imagesTotal - imagesDone);
}

/** Images whose classes are still to be prepared. */
function unprepared(run: RunState): number {
  const { reached, imagesPerClass } = run.time;
  const all = run.imagesTotal + run.imagesFailed - reached.size * imagesPerClass;
  return Math.min(Math.max(0, all), imagesLeft(run));
}

/** What is made of images that are not finished: of a slow model one takes minutes. */
function inTheMaking({ live }: RunState): number {
  return live === null ? 0 : Math.max(1, live.pictures.length) * (live.step / live.steps);
}

/**
 * Seconds until the run's end; null before its first image.
 * What a class took before its first image is not counted again for its others.
 */
export function secondsLeft(run: RunState): number | null {
  if (run.secondsPerImage === null) return null;
  const images = imagesLeft(run) - inTheMaking(run);
  return run.secondsPerImage * images + preparing(run) * unprepared(run);
}
