/**
 * Folder names that every file system takes, out of names that people gave.
 *
 * Removed are path separators and the signs that Windows forbids, control and direction signs,
 * leading dots (hidden folders, which loaders skip), trailing dots and spaces (which Windows drops
 * without a word) and device names. Letters of any script and emoji stay, in Unicode's composed form
 * (NFC). Two names that some file system would take for one (without case, composing, passing over what is
 * not seen) get a number.
 */

/** Well below the 255 bytes of file systems, so that whole paths stay below Windows' 260. */
const MAX_BYTES = 96;
const PLACEHOLDER = 'class';
/** Bidirectional controls and invisible separators can make a name look like another one. */
const INVISIBLE = /[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const FORBIDDEN = /[\p{Cc}<>:"/\\|?*]/gu;
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i;

const encoder = new TextEncoder();
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** As many whole characters (as people count them) as fit into `bytes` of UTF-8. */
function shorten(name: string, bytes: number): string {
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(name)) {
    used += encoder.encode(segment).length;
    if (used > bytes) break;
    kept += segment;
  }
  return kept;
}

/** Spaces and dots off the end, dots, spaces and a double underscore (hidden to some loaders) off the start. */
function trimEnds(name: string): string {
  return name
    .replace(/^[\s.]+/, '')
    .replace(/^_{2,}/, '_')
    .replace(/[\s.]+$/, '');
}

/** A safe form of one name; idempotent. */
export function safeName(name: string): string {
  const plain = name.toWellFormed().normalize('NFC').replace(INVISIBLE, '').replace(FORBIDDEN, '_');
  const trimmed = trimEnds(plain);
  const fitted = trimEnds(shorten(RESERVED.test(trimmed) ? `_${trimmed}` : trimmed, MAX_BYTES));
  return fitted === '' ? PLACEHOLDER : fitted;
}

/** A safe form of a file's name that keeps its ending, however long the name is. */
export function safeFileName(name: string): string {
  const safe = safeName(name);
  const [ending = ''] = /\.[a-z0-9]{1,10}$/i.exec(name) ?? [];
  if (safe.endsWith(ending)) return safe;
  const stem = shorten(safeName(name.slice(0, -ending.length)), MAX_BYTES - ending.length);
  return `${trimEnds(stem)}${ending}`;
}

/** What some disks pass over in a name: joiners, variation selectors, soft hyphens. */
const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * One text for all names that some disk takes for one: without case (Unicode's full folding, by which ß is ss and a
 * final sigma a sigma: small, large, small again), whatever the accents are made of, without what is not seen.
 */
function folded(name: string): string {
  const caseless = name.toLowerCase().toUpperCase().toLowerCase();
  return caseless.replace(IGNORED, '').replaceAll('ς', 'σ').normalize('NFD');
}

/**
 * Safe and pairwise different forms of names, in their order. The first of two that collide keeps its form,
 * later ones get "_2", "_3" and so on.
 */
export function differentNames(names: Iterable<string>): string[] {
  const taken = new Set<string>();
  return Array.from(names, (name) => {
    const base = safeName(name);
    let candidate = base;
    for (let n = 2; taken.has(folded(candidate)); n++) {
      const suffix = `_${n}`;
      candidate = `${trimEnds(shorten(base, MAX_BYTES - suffix.length))}${suffix}`;
    }
    taken.add(folded(candidate));
    return candidate;
  });
}

/** The same by name, each once. */
export function safeNames(names: Iterable<string>): Map<string, string> {
  const each = [...new Set(names)];
  const safe = differentNames(each);
  return new Map(each.map((name, i) => [name, safe[i] ?? '']));
}
