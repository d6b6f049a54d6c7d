import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  readonly children: ReactNode;
  /** Told once the page is gone. */
  readonly onFault: () => void;
}

interface BoundaryState {
  readonly message: string | null;
}

/**
 * What stands in the page's place when drawing it failed: the sentence of the error and a way on.
 * Everything that was finished is in storage and comes back with a reload.
 */
export class PageBoundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = { message: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(): void {
    this.props.onFault();
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <main className="page-fault" role="alert">
        <h1>The page could not be drawn</h1>
        <p>{message}</p>
        <p>Finished images are stored; a reload brings them back.</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Reload
        </button>
      </main>
    );
  }
}
