/** Says in the page's place that a script of it did not come: what draws the page is in those. */
export function sayLoadFault(root: HTMLElement, error: unknown): void {
  const fault = document.createElement('main');
  fault.className = 'page-fault';
  fault.setAttribute('role', 'alert');
  const title = document.createElement('h1');
  title.textContent = 'The page could not be loaded';
  const reason = document.createElement('p');
  reason.textContent = error instanceof Error ? error.message : String(error);
  const advice = document.createElement('p');
  advice.textContent = 'Its server may be out of reach. Finished images are stored.';
  const reload = document.createElement('button');
  reload.type = 'button';
  reload.className = 'button';
  reload.textContent = 'Reload';
  reload.addEventListener('click', () => location.reload());
  fault.append(title, reason, advice, reload);
  root.replaceChildren(fault);
}
