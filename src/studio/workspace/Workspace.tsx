import { Tabs } from '@base-ui/react/tabs';
import { useDeferredValue } from 'react';
import { CompareView } from '../compare/CompareView';
import { DistilView } from '../distil/DistilView';
import { EvaluateView } from '../evaluate/EvaluateView';
import { ExploreView } from '../explore/ExploreView';
import { useSelection, type WorkspaceTab } from '../state/selection';

const TABS: readonly { readonly value: WorkspaceTab; readonly label: string }[] = [
  { value: 'explore', label: 'Explore' },
  { value: 'distil', label: 'Distill' },
  { value: 'compare', label: 'Compare' },
  { value: 'evaluate', label: 'Evaluate' },
];

/** Middle: the images. */
export function Workspace() {
  const tab = useSelection((state) => state.tab);
  // The tab answers at once; what it holds is made in slices.
  const shown = useDeferredValue(tab);
  return (
    <Tabs.Root
      className="workspace"
      value={tab}
      onValueChange={(value: WorkspaceTab) => useSelection.setState({ tab: value })}
    >
      <Tabs.List className="tabs" aria-label="Workspace">
        {TABS.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value} className="tab">
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="explore" className="tab-panel">
        {shown === 'explore' && <ExploreView />}
      </Tabs.Panel>
      <Tabs.Panel value="distil" className="tab-panel">
        {shown === 'distil' && <DistilView />}
      </Tabs.Panel>
      <Tabs.Panel value="compare" className="tab-panel">
        {shown === 'compare' && <CompareView />}
      </Tabs.Panel>
      <Tabs.Panel value="evaluate" className="tab-panel">
        {shown === 'evaluate' && <EvaluateView />}
      </Tabs.Panel>
    </Tabs.Root>
  );
}
