/** A page whose scripts do not come is not left blank. */
import { afterEach, expect, it, vi } from 'vitest';
import { isDrawingFault, loaded, sayLoadFault } from '../../../src/studio/load-fault';

/** As much of an element as is needed. */
class Part {
  textContent = '';
  readonly children: Part[] = [];
  readonly attributes = new Map<string, string>();
  press: () => void = () => undefined;

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  addEventListener(_: string, listener: () => void): void {
    this.press = listener;
  }

  append(...parts: Part[]): void {
    this.children.push(...parts);
  }

  replaceChildren(...parts: Part[]): void {
    this.children.splice(0, this.children.length, ...parts);
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it('says what did not come, and loads the page again on a press', () => {
  const reload = vi.fn();
  vi.stubGlobal('document', { createElement: () => new Part() });
  vi.stubGlobal('location', { reload });
  const root = new Part();
  root.append(new Part());
  sayLoadFault(root as unknown as HTMLElement, new TypeError('commands.js was not found'));
  const [fault, ...others] = root.children;
  expect(others).toEqual([]);
  expect(fault?.attributes.get('role')).toBe('alert');
  expect(fault?.children.map(({ textContent }) => textContent)).toContain(
    'commands.js was not found',
  );
  expect(reload).not.toHaveBeenCalled();
  fault?.children.at(-1)?.press();
  expect(reload).toHaveBeenCalledOnce();
});

it('is no failed start of what is stored, which only a page that cannot be drawn is', async () => {
  const cause = new TypeError('Failed to fetch dynamically imported module: WorkingPage.js');
  const fault: unknown = await loaded(Promise.reject(cause)).catch((error: unknown) => error);
  expect(isDrawingFault(fault)).toBe(false);
  expect(isDrawingFault(new TypeError('classes is undefined'))).toBe(true);
  expect(await loaded(Promise.resolve(7))).toBe(7);
});
