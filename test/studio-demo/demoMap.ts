/** A map for the demo: blobs of unequal size and a few scattered images. */
import type { ClassMap, Core } from '../../src/studio/state/explore';
import { keyed } from './drawnImages';

/** Mode of an image of a class; -1 for a scattered one. */
export function modeOf(klass: number, image: number): number {
  const draw = keyed(klass, image, 71);
  if (draw < 0.06) return -1;
  return [0.4, 0.63, 0.8, 0.92, 1].findIndex((share) => (draw - 0.06) / 0.94 < share);
}

/** Clusters are the modes, so that what is seen can be judged. */
export function demoMap(klass: number, images: number, coreCount: number): ClassMap {
  const points = new Float32Array(2 * images);
  const labels = new Int32Array(images);
  const probabilities = new Float64Array(images);
  for (let i = 0; i < images; i++) {
    const mode = modeOf(klass, i);
    const spread = mode < 0 ? 7 : 1.2;
    const angle = 2 * Math.PI * (mode / 5 + keyed(klass, 3));
    const reach = mode < 0 ? 0 : 4.5;
    points[2 * i] = reach * Math.cos(angle) + spread * bell(klass, i, 1);
    points[2 * i + 1] = reach * Math.sin(angle) + spread * bell(klass, i, 2);
    labels[i] = mode;
    probabilities[i] = mode < 0 ? 0 : 0.4 + 0.6 * keyed(klass, i, 4);
  }
  const cores = demoCores(labels, coreCount);
  const coreProblem =
    cores.length < coreCount
      ? `This class supports ${cores.length} cores; ${coreCount} are asked for.`
      : null;
  return { points, labels, probabilities, clusterCount: 5, cores, coreProblem };
}

function demoCores(labels: Int32Array, count: number): Core[] {
  const cores: Core[] = [];
  for (let k = 0; cores.length < count && k < labels.length; k++) {
    const label = labels[k] ?? -1;
    const origin = k < 12 ? 'cluster' : k < 24 ? 'split' : 'noise';
    if (label >= 0 || origin === 'noise') {
      const size = labels.filter((other) => other === label).length;
      cores.push({ imageIndex: k, size, origin });
    }
  }
  return cores;
}

/** About normal, from three uniform draws. */
function bell(klass: number, image: number, axis: number): number {
  const draws = [1, 2, 3].map((k) => keyed(klass, image, axis, k));
  return draws.reduce((sum, draw) => sum + draw, 0) - 1.5;
}
