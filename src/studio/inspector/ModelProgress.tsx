import type { BackendKind } from '../../runtime/ort';
import { useModel } from '../state/model';

/** One line that is always there: loading, ready and where, or what went wrong. */
export function ModelProgress() {
  const status = useModel((state) => state.status);
  const progress = useModel((state) => state.progress);
  const backend = useModel((state) => state.backend);
  const error = useModel((state) => state.error);
  const share = progress !== null && progress.total > 0 ? progress.done / progress.total : 0;
  return (
    <div className="model-status small">
      {status === 'failed' ? (
        <p className="tone-error" role="alert">
          {error ?? 'The model could not be loaded.'}
        </p>
      ) : (
        // Whether it is there is said; how far it is counts too fast for that.
        <output className="clip" aria-live={status === 'loading' ? 'off' : 'polite'}>
          {status === 'loading' && (progress?.text ?? 'Loading')}
          {status === 'idle' && 'No model is loaded.'}
          {status === 'ready' && (
            <>
              <span className="tone-good">Ready</span>
              {backend !== null && ` on ${backendName(backend.kind, backend.threads)}`}
            </>
          )}
        </output>
      )}
      <span
        className="thin-bar"
        style={{ visibility: status === 'loading' ? 'visible' : 'hidden' }}
        {...(status === 'loading' && {
          role: 'progressbar',
          'aria-label': 'Loading progress',
          'aria-valuemin': 0,
          'aria-valuemax': 100,
          'aria-valuenow': Math.round(100 * share),
        })}
      >
        <i style={{ transform: `scaleX(${share})` }} />
      </span>
    </div>
  );
}

export function backendName(kind: BackendKind, threads: number): string {
  if (kind === 'webgpu') return 'WebGPU';
  return `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}
