/**
 * The encodings that names inside archives are met in, and their strict decoding.
 *
 * A zip without the UTF-8 flag and a tar without pax records carry bare bytes, in whatever code page
 * the machine that packed them had: CP932 in Japan, GBK in China, EUC-KR (CP949) in Korea, Big5 in
 * Taiwan, CP437, CP850 or Windows-1252 in the West, CP852 or Windows-1250 in Central Europe, CP866 or
 * Windows-1251 where Cyrillic is written. The platform's TextDecoder knows all of them but DOS's.
 */
import { decodeDosPage } from './dos-pages';

/** Those that names are told to be in; of two that are as likely, the first. */
export const DETECTED_ENCODINGS = [
  'shift_jis',
  'gbk',
  'euc-kr',
  'big5',
  'cp437',
  'cp866',
  'windows-1251',
  'windows-1252',
  'cp850',
  'cp852',
  'windows-1250',
] as const;

export const NAME_ENCODINGS = [
  'utf-8',
  ...DETECTED_ENCODINGS,
  // Their letters are letters in the others, too: a person has to say so.
  'koi8-r',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-874',
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
  ['cp850', 'Western (CP850)'],
  ['cp852', 'Central European (CP852)'],
  ['windows-1250', 'Central European (Windows-1250)'],
  ['koi8-r', 'Cyrillic (KOI8-R)'],
  ['windows-1253', 'Greek (Windows-1253)'],
  ['windows-1254', 'Turkish (Windows-1254)'],
  ['windows-1255', 'Hebrew (Windows-1255)'],
  ['windows-1256', 'Arabic (Windows-1256)'],
  ['windows-874', 'Thai (Windows-874)'],
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
  try {
    return decodeDosPage(bytes, encoding) ?? decoderOf(encoding)?.decode(bytes);
  } catch {
    return undefined;
  }
}
