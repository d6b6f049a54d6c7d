/** The selection of the demo: windows with drawn scores, so that lists and maps can be looked at. */
import {
  currentPrompt,
  patchPlan,
  rankingKey,
  scoringKey,
} from '../../src/studio/engine/selection/current-task';
import type { SelectionCommands } from '../../src/studio/engine/selection/contract';
import { useCollection } from '../../src/studio/state/collection';
import { patchPatches, usePatches, type Patch } from '../../src/studio/state/patches';
import { useSettings } from '../../src/studio/state/settings';

const SIDE = 64;
const CLUSTERS = 6;

function demoPatch(folder: string, rank: number): Patch {
  return {
    id: `${folder}:${rank}`,
    image: `${folder}:${rank}`,
    imageIndex: rank,
    path: `${folder}/${String(rank).padStart(4, '0')}.jpg`,
    box: { x: 16 + (rank % 7), y: 8 + (rank % 11), width: SIDE, height: SIDE },
    score: 0.03 * Math.exp(-rank / 40) - 0.004,
    standardError: 0.002,
    cluster: rank % CLUSTERS,
    rank,
    row: rank,
  };
}

/** A hill of typicality around the middle, valleys at the rim. */
function demoScore(folder: string, image: number, draws: number, url: string) {
  const hill = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [(i % SIDE) - 24 - (image % 9), Math.floor(i / SIDE) - 36];
    return 0.04 * Math.exp(-(x * x + y * y) / 300) - 0.012;
  });
  const windows = [{ y: 20, x: 8 + (image % 9), side: 32, score: 0.0182, standardError: 0.0021 }];
  return {
    folder,
    image,
    url,
    height: SIDE,
    width: SIDE,
    draws,
    wanted: draws,
    typicality: hill,
    standardError: hill.map((value) => Math.abs(value) / 5),
    nullLoss: hill.map((value) => 0.3 + value),
    labelLoss: hill.map(() => 0.3),
    windows,
  };
}

/** @param picture object URL of an image of a class */
export function demoSelection(
  picture: (folder: string, image: number) => Promise<string>,
): SelectionCommands {
  return {
    rank(folder) {
      const plan = patchPlan(useSettings.getState());
      const { classes } = useCollection.getState();
      const count = classes.find((row) => row.folder === folder)?.imageCount ?? 0;
      if (plan === null) return Promise.resolve();
      patchPatches(folder, {
        status: 'ready',
        list: Array.from({ length: count }, (_, rank) => demoPatch(folder, rank)),
        clusterCount: CLUSTERS,
        madeWith: scoringKey(plan, currentPrompt(folder, classes, plan)),
        rankedWith: rankingKey(plan),
      });
      return Promise.resolve();
    },
    recall: () => Promise.resolve(),
    pause: (folder) => patchPatches(folder, { status: 'paused' }),
    resume: (folder) => patchPatches(folder, { status: 'running' }),
    cancel: (folder) => patchPatches(folder, { status: 'idle' }),
    async inspect(folder, image, { scoring: { draws } }) {
      const view = demoScore(folder, image, draws, await picture(folder, image));
      usePatches.setState({ view, viewStatus: 'idle' });
    },
    stopInspecting: () => undefined,
    map(folder) {
      const count = usePatches.getState().classes[folder]?.list.length ?? 0;
      const map = Float32Array.from({ length: 2 * count }, (_, i) => {
        const row = Math.floor(i / 2);
        const turn = (2 * Math.PI * (row % CLUSTERS)) / CLUSTERS + (i % 2) * (Math.PI / 2);
        return 4 * Math.cos(turn) + Math.sin(row * 12.9898 + i * 78.233);
      });
      patchPatches(folder, { map });
      return Promise.resolve();
    },
    windowPicture: (folder, id) => picture(folder, Number(id.split(':')[1])),
    similar: (folder, id, count) => {
      const list = usePatches.getState().classes[folder]?.list ?? [];
      const own = list.find((patch) => patch.id === id);
      const like = list.filter((patch) => patch.cluster === own?.cluster && patch.id !== id);
      return like.slice(0, count).map((patch) => patch.id);
    },
  };
}
