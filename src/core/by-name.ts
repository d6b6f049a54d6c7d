/**
 * Values by names that come from outside: class folders, file names, ids and parameters of foreign JSON.
 *
 * A plain object answers for names that nobody gave it: `values['constructor']` is a function, and setting
 * `__proto__` sets no member. So values by such names stand in a map. It cannot be indexed, which the
 * compiler holds; that no plain object takes its place, the lint rule `stillroom/by-name` (tools/lint)
 * holds. Maps here are never changed: these functions give another one.
 */

export type ByName<Value> = ReadonlyMap<string, Value>;

/**
 * A plain object by names that the program itself writes or has checked: a method's schema, the inputs of a
 * graph, a document in the making. It is listed, or asked with such a name; anything else asks a ByName.
 */
// oxlint-disable-next-line stillroom/by-name -- the one such type; its name says whose the names are
export type OwnNames<Value> = Readonly<Record<string, Value>>;

const NOTHING: ByName<never> = new Map<string, never>();

/** The map of no names; always the same one, so that a store that is empty stays equal. */
export function noNames(): ByName<never> {
  return NOTHING;
}

/** The same map with one value set: in its old place, or as the last. */
export function withName<Value>(values: ByName<Value>, name: string, value: Value): ByName<Value> {
  return new Map(values).set(name, value);
}

/** The map of an object's own members. */
export function byName<Value>(members: OwnNames<Value>): ByName<Value> {
  return new Map(Object.entries(members));
}

/** A map as a plain object, for JSON and for libraries: every name is an own member, `__proto__` too. */
export function ownNames<Value>(values: ByName<Value>): OwnNames<Value> {
  return Object.fromEntries(values);
}
