import { useEffect } from 'react';
import { usePreview } from '../state/preview';

/** `b` shows the preview before guidance for as long as it is held. */
export function usePreviewKeys(): void {
  useEffect(() => {
    const press = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      if (key !== 'b' || ctrlKey || metaKey || altKey || takesLetters(target)) return;
      usePreview.setState({ before: true });
    };
    const release = ({ key }: KeyboardEvent) => {
      if (key === 'b') usePreview.setState({ before: false });
    };
    // A key that is held while the window loses the focus is released elsewhere.
    const leave = () => usePreview.setState({ before: false });
    window.addEventListener('keydown', press);
    window.addEventListener('keyup', release);
    window.addEventListener('blur', leave);
    return () => {
      leave();
      window.removeEventListener('keydown', press);
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', leave);
    };
  }, []);
}

function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'range', 'file'].includes(target.type);
  }
  return target.matches('select, textarea') || target.isContentEditable;
}
