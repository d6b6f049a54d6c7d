/**
 * Other programs change the page too: a browser's translation replaces each text node by a <font> element,
 * extensions put elements of their own around texts. React remembers the nodes that it made, and asks their
 * parents to remove them, or to put others before them; where a node stands elsewhere by then, the DOM throws,
 * and the whole page is gone.
 *
 * Such a node is taken from where it stands now, and what should stand before a node that is gone comes last.
 */
export function surviveForeignNodes(prototype: Node): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with the node as its this
  const { insertBefore, removeChild } = prototype;
  prototype.removeChild = function removeOwn<Child extends Node>(this: Node, child: Child): Child {
    if (child.parentNode === this) return removeChild.call(this, child) as Child;
    if (child.parentNode !== null) removeChild.call(child.parentNode, child);
    return child;
  };
  prototype.insertBefore = function insertOwn<Child extends Node>(
    this: Node,
    node: Child,
    before: Node | null,
  ): Child {
    const place = before?.parentNode === this ? before : null;
    return insertBefore.call(this, node, place) as Child;
  };
}
