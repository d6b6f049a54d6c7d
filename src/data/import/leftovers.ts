/**
 * What systems, disks and cameras leave beside people's files: never a class, never an image.
 *
 * Each is skipped without a word, as the person who packed the folder does not see it either. The
 * names are compared without case; every name that begins with a dot is one of them besides
 * (.DS_Store, ._*, .git, .Trash-1000, .thumbnails, .ipynb_checkpoints, .AppleDouble ...).
 */

/** Folders and files by their whole names. */
const LEFTOVERS = new Set([
  // macOS
  '__macosx',
  'icon\r',
  'network trash folder',
  'temporary items',
  'thevolumesettingsfolder',
  // Windows
  'thumbs.db',
  'ehthumbs.db',
  'ehthumbs_vista.db',
  'desktop.ini',
  '$recycle.bin',
  'recycler',
  'recycled',
  'recycle.bin',
  'system volume information',
  '_vti_cnf',
  // Linux and Android
  'lost+found',
  'lost.dir',
  // Network storage: Synology, QNAP, NetApp, Western Digital, Netatalk
  '@eadir',
  '@tmp',
  '@recycle',
  '@recently-snapshot',
  '@__thumb',
  '#recycle',
  '#snapshot',
  '~snapshot',
  '@sharebin',
  '.@__thumb',
  // Tools
  '__pycache__',
  'picasa.ini',
  'zbthumbnail.info',
  '_gsdata_',
]);

/** Files by their extensions: thumbnails, indices and previews that cameras and phones write. */
const LEFTOVER_EXTENSIONS = new Set(['thm', 'ctg', 'lrv', 'mrk', 'aae']);

/**
 * Beginnings of names that no person gives: Synology's thumbnails, locks of office programs, what Windows
 * finds on broken disks, covers that its media player writes.
 */
const LEFTOVER_BEGINNING =
  /^(synophoto_thumb_|synoindex_|~\$|found\.\d{3}$|albumart(small\.jpg$|_\{[\da-f-]+\}_))/;

/**
 * What Windows and macOS keep of a file besides its content, as files beside it where a disk or an archive knows no
 * such thing: cat.jpg:Zone.Identifier. The colon is another character on disks that allow none.
 */
const LEFTOVER_STREAM =
  /([:_\uf022\uf03a]zone\.identifier|[:\uf022\uf03a](encryptable|afp_(afpinfo|resource)|com\.(apple|dropbox)\.[\w.]+))(:\$data)?$/;

/** True for names that systems and tools hide: dot files, resource forks, thumbnail caches. */
export function isLeftover(name: string): boolean {
  if (name.startsWith('.')) return true;
  const lower = name.toLowerCase();
  if (LEFTOVERS.has(lower)) return true;
  const dot = lower.lastIndexOf('.');
  if (dot > 0 && LEFTOVER_EXTENSIONS.has(lower.slice(dot + 1))) return true;
  return LEFTOVER_BEGINNING.test(lower) || LEFTOVER_STREAM.test(lower);
}
