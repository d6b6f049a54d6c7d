/** A script of the page did not come: nothing that is stored is the cause of it. */
export class LoadFault extends Error {}

/** True for what drawing the page ended with, and may end with again from what is stored. */
export const isDrawingFault = (error: unknown): boolean => !(error instanceof LoadFault);

export const LOAD_FAULT_TITLE = 'The page could not be loaded';
export const LOAD_FAULT_ADVICE = 'Its server may be out of reach. Finished images are stored.';

/** A script that is asked for. @throws LoadFault where it does not come */
export async function loaded<Script>(script: Promise<Script>): Promise<Script> {
  try {
    return await script;
  } catch (cause) {
    throw new LoadFault(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Says in the page's place that a script of it did not come: what draws the page is in those. */
export function sayLoadFault(root: HTMLElement, error: unknown): void {
  const fault = document.createElement('main');
  fault.className = 'page-fault';
  fault.setAttribute('role', 'alert');
  const title = document.createElement('h1');
  title.textContent = LOAD_FAULT_TITLE;
  const reason = document.createElement('p');
  reason.textContent = error instanceof Error ? error.message : String(error);
  const advice = document.createElement('p');
  advice.textContent = LOAD_FAULT_ADVICE;
  const reload = document.createElement('button');
  reload.type = 'button';
  reload.className = 'button';
  reload.textContent = 'Reload';
  reload.addEventListener('click', () => location.reload());
  fault.append(title, reason, advice, reload);
  root.replaceChildren(fault);
}
