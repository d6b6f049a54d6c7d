import { Component, type ReactNode } from 'react';
import { isDrawingFault, LOAD_FAULT_ADVICE, LOAD_FAULT_TITLE } from './load-fault';

interface BoundaryProps {
  readonly children: ReactNode;
  /** Told once the page is gone because it could not be drawn; not where a script of it did not come. */
  readonly onFault: () => void;
}

interface BoundaryState {
  readonly fault: Error | null;
}

/**
 * What stands in the page's place when drawing it failed: the sentence of the error and a way on.
 * Everything that was finished is in storage and comes back with a reload.
 */
export class PageBoundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = { fault: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { fault: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown): void {
    if (isDrawingFault(error)) this.props.onFault();
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    const missing = !isDrawingFault(fault);
    return (
      <main className="page-fault" role="alert">
        <h1>{missing ? LOAD_FAULT_TITLE : 'The page could not be drawn'}</h1>
        <p>{fault.message}</p>
        <p>
          {missing ? LOAD_FAULT_ADVICE : 'Finished images are stored; a reload brings them back.'}
        </p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Reload
        </button>
      </main>
    );
  }
}
