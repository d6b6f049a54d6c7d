/** The page goes where "back" leads, however fast it is pressed. */
import { afterEach, expect, it, vi } from 'vitest';
import type { RunRecord } from '../../../src/run/results/records';
import type { PageParts } from '../../../src/studio/adapters/page-parts';
import { AddressBar } from '../../../src/studio/commands/address-bar';
import { goToPlace } from '../../../src/studio/commands/place';
import { showNamed } from '../../../src/studio/commands/run/list-commands';
import { useCollection, type ClassRow } from '../../../src/studio/state/collection';
import { useSelection } from '../../../src/studio/state/selection';
import { useNotices } from '../../../src/studio/state/notices';
import { useView } from '../../../src/studio/state/view';
import { runRecord } from './run-record';

let bar: AddressBar | null = null;
afterEach(() => {
  bar?.stop();
  vi.unstubAllGlobals();
  useCollection.setState(useCollection.getInitialState());
  useSelection.setState(useSelection.getInitialState());
  useView.setState(useView.getInitialState());
  useNotices.setState(useNotices.getInitialState());
});

/** A window with one entry of its history, and what goes back to an address. */
function stubWindow() {
  const location = { hash: '#tab=distill&class=fox', pathname: '/', search: '' };
  let popped: () => void = () => undefined;
  vi.stubGlobal('window', {
    location,
    history: {
      pushState: (_: unknown, __: string, url: string) => void (location.hash = url.slice(1)),
      replaceState: (_: unknown, __: string, url: string) => void (location.hash = url.slice(1)),
    },
    addEventListener: (_: string, listener: () => void) => void (popped = listener),
  });
  const backTo = (hash: string) => {
    location.hash = hash;
    popped();
  };
  return { location, backTo };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A page of three classes that was sent to a run of one, and what ends the reading of that run. */
async function readingOwl() {
  const { location, backTo } = stubWindow();
  const classes = ['fox', 'owl', 'bee'].map((folder) => ({ folder, name: folder }) as ClassRow);
  useCollection.setState({ classes });
  let read: () => void = () => undefined;
  bar = new AddressBar(() => new Promise((resolve) => (read = resolve)));
  await bar.begin(true);
  backTo('#tab=compare&class=owl&run=0123456789ab');
  return { location, backTo, read: () => read() };
}

it('leads to the last address that was asked for, and leaves its words there', async () => {
  const { location, backTo, read } = await readingOwl();
  backTo('#tab=explore&class=bee');
  await settled();
  read();
  await settled();
  expect(useSelection.getState()).toMatchObject({ tab: 'explore', folder: 'bee' });
  expect(location.hash).toBe('#tab=explore&class=bee');
});

it('leaves whoever opens an image of another class while the run of an address is read', async () => {
  const { location, read } = await readingOwl();
  await settled();
  useSelection.setState({ tab: 'distil' });
  goToPlace({ folder: 'bee', index: 2 });
  read();
  await settled();
  expect(useSelection.getState()).toMatchObject({ tab: 'distil', folder: 'bee' });
  expect(useView.getState().place).toEqual({ folder: 'bee', index: 2 });
  expect(location.hash).toBe('#tab=distill&class=bee&image=3');
});

it('shows no run of an address that was left while the kept runs were listed', async () => {
  const { location, backTo } = stubWindow();
  useCollection.setState({ classes: [{ folder: 'fox', name: 'fox' } as ClassRow] });
  const record = runRecord({ handle: '0123456789ab', folders: ['fox'] });
  let list: (records: RunRecord[]) => void = () => undefined;
  const shown: string[] = [];
  const parts = {
    runs: { list: () => new Promise((resolve) => (list = resolve)) },
    shown: { handle: null, showInstead: ({ handle }: RunRecord) => shown.push(handle) },
  } as unknown as PageParts;
  bar = new AddressBar((word, isWanted) => showNamed(parts, word, isWanted));
  await bar.begin(true);
  backTo('#tab=distill&class=fox&run=0123456789ab');
  backTo('#tab=explore&class=fox');
  list([record]);
  await settled();
  expect(shown).toEqual([]);
  expect(location.hash).toBe('#tab=explore&class=fox');
});

it('says so where the run of an address cannot be read, and goes on', async () => {
  const { backTo } = stubWindow();
  useCollection.setState({ classes: [{ folder: 'fox', name: 'fox' } as ClassRow] });
  bar = new AddressBar(() => Promise.reject(new Error('no storage')));
  await bar.begin(true);
  backTo('#tab=compare&class=fox&run=0123456789ab');
  await settled();
  expect(useNotices.getState().notices.map(({ text }) => text)).toEqual([
    expect.stringContaining('no storage'),
  ]);
});
