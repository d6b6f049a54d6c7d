/**
 * The encodings that names inside archives are met in, and their strict decoding.
 *
 * A zip without the UTF-8 flag and a tar without pax records carry bare bytes, in whatever code page
 * the machine that packed them had: CP932 in Japan, GBK in China, EUC-KR (CP949) in Korea, Big5 in
 * Taiwan, CP437 or Windows-1252 in the West, CP866 or Windows-1251 where Cyrillic is written. The
 * platform's TextDecoder knows all of them but CP437.
 */
import { decodeCp437 } from './cp437';

export const NAME_ENCODINGS = [
  'utf-8',
  'shift_jis',
  'gbk',
  'euc-kr',
  'big5',
  'cp437',
  'cp866',
  'windows-1251',
  'windows-1252',
  'bytes',
] as const;

/** `bytes` decodes nothing: every byte above ASCII is written as %XX. */
export type NameEncoding = (typeof NAME_ENCODINGS)[number];

const LABELS = new Map<NameEncoding, string>([
  ['utf-8', 'UTF-8'],
  ['shift_jis', 'Japanese (Shift JIS, CP932)'],
  ['gbk', 'simplified Chinese (GBK)'],
  ['euc-kr', 'Korean (EUC-KR, CP949)'],
  ['big5', 'traditional Chinese (Big5)'],
  ['cp437', 'Western (CP437)'],
  ['cp866', 'Cyrillic (CP866)'],
  ['windows-1251', 'Cyrillic (Windows-1251)'],
  ['windows-1252', 'Western (Windows-1252)'],
  ['bytes', 'bytes of no known encoding'],
]);

/** What to call an encoding in a sentence. */
export function encodingLabel(encoding: NameEncoding): string {
  return LABELS.get(encoding) ?? encoding;
}

const decoders = new Map<NameEncoding, TextDecoder | null>();

/** The platform's decoder; null where it was built without that encoding. */
function decoderOf(encoding: NameEncoding): TextDecoder | null {
  let decoder = decoders.get(encoding);
  if (decoder === undefined) {
    const label = encoding === 'cp866' ? 'ibm866' : encoding;
    try {
      decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
    } catch {
      decoder = null;
    }
    decoders.set(encoding, decoder);
  }
  return decoder;
}

/** The text of bytes; undefined where they are not of this encoding. */
export function decodeStrictly(bytes: Uint8Array, encoding: NameEncoding): string | undefined {
  if (encoding === 'bytes') return undefined;
  if (encoding === 'cp437') return decodeCp437(bytes);
  try {
    return decoderOf(encoding)?.decode(bytes);
  } catch {
    return undefined;
  }
}
