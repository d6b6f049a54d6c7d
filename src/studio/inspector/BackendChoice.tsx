import { useCommands } from '../commandsContext';
import { useModel, type BackendRequest } from '../state/model';

const REQUESTS: readonly { value: BackendRequest; label: string }[] = [
  { value: 'auto', label: 'Automatic' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'wasm', label: 'WASM' },
];

/** Where the model computes, why there, and the way to say otherwise. */
export function BackendChoice() {
  const commands = useCommands();
  const request = useModel((state) => state.request);
  const reason = useModel((state) => state.backend?.reason ?? '');
  return (
    <>
      <div className="inspector-line">
        <span aria-hidden="true">Backend</span>
        <select
          className="select"
          aria-label="Backend"
          value={request}
          onChange={(event) => {
            const found = REQUESTS.find(({ value }) => value === event.currentTarget.value);
            if (found) void commands.chooseBackend(found.value);
          }}
        >
          {REQUESTS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <p className="small muted">{reason}</p>
    </>
  );
}
