/** Plotly's parts look for Node's name of the global object; it must exist before they load. */
Reflect.set(globalThis, 'global', globalThis);
