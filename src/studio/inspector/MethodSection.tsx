import type { Method } from '../../methods/method';
import { defaultsOf } from '../../methods/parameters';
import { changeSettings, useSettings } from '../state/settings';
import { MethodBadge } from './MethodBadge';
import { MethodNotices } from './MethodNotices';
import { PresetChoice } from './PresetChoice';
import { findMethod, methodList } from './schema';
import { useSaidOfMethod } from './useSaidOfMethod';

/** Which method and preset, what it may be called, and, when asked, what it does and where it is published. */
export function MethodSection() {
  const chosen = useSettings((state) => state.method);
  const method = findMethod(chosen);
  const choose = (id: string) => {
    const next = findMethod(id);
    if (next === undefined || id === chosen) return;
    const parameters = defaultsOf(next.schema);
    changeSettings(() => ({ method: id, parameters }), 'method', performance.now());
  };
  return (
    <div className="inspector-section">
      <div className="inspector-line">
        <h3>Method</h3>
        <select
          className="select"
          aria-label="Method"
          value={chosen}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {methodList.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </div>
      {method !== undefined && <OfMethod method={method} />}
    </div>
  );
}

function OfMethod({ method }: { readonly method: Method }) {
  const { facts, notices } = useSaidOfMethod(method);
  return (
    <>
      <PresetChoice method={method} />
      <MethodBadge method={method} facts={facts} />
      <MethodNotices notices={notices} />
    </>
  );
}
