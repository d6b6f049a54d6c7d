export interface Faint {
  readonly text: string;
  readonly ratio: number;
}

/** Runs in the page: texts whose contrast with the ground behind them is under WCAG AA's 4.5. */
export function faintTexts(): Faint[] {
  const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (rgb: readonly number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element: Element | null): readonly number[] => {
    for (let node = element; node !== null; node = node.parentElement) {
      const [r = 0, g = 0, b = 0, alpha = 1] = parse(getComputedStyle(node).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const faint: Faint[] = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    );
    const skipped = element.closest(
      '.visually-hidden, svg, :disabled, noscript, script, style, option',
    );
    if (!own || skipped !== null || !element.checkVisibility({ visibilityProperty: true }))
      continue;
    const text = luminance(parse(getComputedStyle(element).color).slice(0, 3));
    const ground = luminance(groundOf(element));
    const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    if (ratio < 4.5) faint.push({ text: element.textContent?.slice(0, 40) ?? '', ratio });
  }
  return faint;
}
