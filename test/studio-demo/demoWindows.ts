/** Ranked windows for the demo: windows with drawn scores, so that lists and maps can be looked at. */
import { follow } from '../../src/run/follow';
import { subscribeAll } from '../../src/studio/adapters/subscribe-all';
import type { WindowCommands } from '../../src/studio/commands/windows/contract';
import { currentWindowsPlan } from '../../src/studio/commands/windows/windows-plan';
import { useCollection } from '../../src/studio/state/collection';
import { patchWindows, useWindows, type ListedWindow } from '../../src/studio/state/windows';
import { useSelection } from '../../src/studio/state/selection';
import { useSettings } from '../../src/studio/state/settings';
import { drawsAsked } from '../../src/studio/windows/drawsAsked';
import { currentLabel, rankingKey, scoringKey } from '../../src/studio/windows/listKeys';

/** Object URL of an image of a class. */
type Picture = (folder: string, image: number) => Promise<string>;

const SIDE = 64;
const CLUSTERS = 6;

function demoWindow(folder: string, rank: number): ListedWindow {
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

/** The score of an image follows the page, as the real one does. */
export function followInspection(picture: Picture): void {
  follow({
    subscribe: subscribeAll(useSelection, useSettings, useWindows),
    dependencies: () => {
      const plan = currentWindowsPlan();
      const { folder, image } = useSelection.getState();
      const { pane, draws } = useWindows.getState();
      if (plan === null || folder === null || pane !== 'score') return null;
      return { folder, image: image ?? 0, draws: drawsAsked(draws, plan) };
    },
    make: async ({ folder, image, draws }) => {
      const view = demoScore(folder, image, draws, await picture(folder, image));
      useWindows.setState({ view, viewStatus: 'idle' });
    },
    failed: (error) => useWindows.setState({ viewStatus: 'failed', viewError: String(error) }),
  });
}

export function demoWindows(picture: Picture): WindowCommands {
  return {
    rank(folder) {
      const plan = currentWindowsPlan();
      const { classes } = useCollection.getState();
      const count = classes.find((row) => row.folder === folder)?.imageCount ?? 0;
      if (plan === null) return Promise.resolve();
      patchWindows(folder, {
        status: 'ready',
        list: Array.from({ length: count }, (_, rank) => demoWindow(folder, rank)),
        clusterCount: CLUSTERS,
        madeWith: scoringKey(plan, currentLabel(folder, classes, plan)),
        rankedWith: rankingKey(plan),
      });
      return Promise.resolve();
    },
    pause: (folder) => patchWindows(folder, { status: 'paused' }),
    resume: (folder) => patchWindows(folder, { status: 'running' }),
    cancel: (folder) => patchWindows(folder, { status: 'idle' }),
    map(folder) {
      const count = useWindows.getState().classes.get(folder)?.list.length ?? 0;
      const map = Float32Array.from({ length: 2 * count }, (_, i) => {
        const row = Math.floor(i / 2);
        const turn = (2 * Math.PI * (row % CLUSTERS)) / CLUSTERS + (i % 2) * (Math.PI / 2);
        return 4 * Math.cos(turn) + Math.sin(row * 12.9898 + i * 78.233);
      });
      patchWindows(folder, { map });
      return Promise.resolve();
    },
    windowPicture: (folder, id) => picture(folder, Number(id.split(':')[1])),
    similar: (folder, id, count) => {
      const list = useWindows.getState().classes.get(folder)?.list ?? [];
      const own = list.find((window) => window.id === id);
      const like = list.filter((window) => window.cluster === own?.cluster && window.id !== id);
      return like.slice(0, count).map((window) => window.id);
    },
  };
}
