import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { surviveForeignNodes } from '../../../src/studio/foreign-nodes';

/** As much of the DOM's nodes as its two methods need, with the DOM's own refusals. */
class Tree {
  parentNode: Tree | null = null;
  readonly children: Tree[] = [];
  readonly text: string;

  constructor(text = '', children: readonly Tree[] = []) {
    this.text = text;
    for (const child of children) this.insertBefore(child, null);
  }

  removeChild(child: Tree): Tree {
    const at = this.children.indexOf(child);
    if (at < 0)
      throw new Error('NotFoundError: The node to be removed is not a child of this node.');
    this.children.splice(at, 1);
    child.parentNode = null;
    return child;
  }

  insertBefore(node: Tree, before: Tree | null): Tree {
    const at = before === null ? this.children.length : this.children.indexOf(before);
    if (at < 0) throw new Error('NotFoundError: The node before which to insert is not a child.');
    node.parentNode?.removeChild(node);
    this.children.splice(at, 0, node);
    node.parentNode = this;
    return node;
  }

  get whole(): string {
    return this.text + this.children.map(({ whole }) => whole).join('');
  }
}

/** A kind of node of its own, since its methods are replaced. */
function survivor(): typeof Tree {
  class Own extends Tree {}
  surviveForeignNodes(Own.prototype as unknown as Node);
  return Own;
}

describe('a page whose texts another program has moved', () => {
  it('would fall', () => {
    const text = new Tree('fox');
    const parent = new Tree('', [new Tree('', [text])]);
    expect(() => parent.removeChild(text)).toThrow('NotFoundError');
    expect(() => parent.insertBefore(new Tree('owl'), text)).toThrow('NotFoundError');
  });

  it('removes a text from where it stands, and one that stands nowhere not at all', () => {
    const Own = survivor();
    const text = new Own('fox');
    const parent = new Own('', [new Own('', [text]), new Own('owl')]);
    expect(parent.removeChild(text)).toBe(text);
    expect(parent.whole).toBe('owl');
    expect(parent.removeChild(new Own('gone')).text).toBe('gone');
    expect(parent.whole).toBe('owl');
  });

  it('puts what should stand before such a text last, and everything else where it belongs', () => {
    const Own = survivor();
    const [text, last] = [new Own('b'), new Own('c')];
    const parent = new Own('', [new Own('', [text]), last]);
    parent.insertBefore(new Own('d'), text);
    expect(parent.whole).toBe('bcd');
    parent.insertBefore(new Own('a'), last);
    expect(parent.whole).toBe('bacd');
    parent.removeChild(last);
    expect(parent.whole).toBe('bad');
  });

  it('is one that asks not to be translated', () => {
    const page = readFileSync('index.html', 'utf8');
    expect(page).toContain('<html lang="en" translate="no">');
    expect(page).toContain('<meta name="google" content="notranslate" />');
  });
});
