import { constants, inflateSync } from 'node:zlib';
import { EvidenceProblem } from './evidence-problem.js';

/**
 * Names that have no place in evidence. All of them are so long that compressed pictures don't hold them by chance, which is
 * why the whole file can be searched, and nothing hides between the objects.
 */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/\/JavaScript\b/, 'script'],
  [/\/Launch\b/, 'program'],
  [/\/RichMedia\b/, 'richMedia'],
  [/\/SubmitForm\b/, 'form'],
];
const inflatedBytesMax = 20_000_000;

/** Whether a PDF may be kept: whole, without a password, and with nothing that runs. Throws EvidenceProblem. */
export function checkPdf(buffer: Buffer): void {
  const raw = buffer.toString('latin1');
  if (!/^%PDF-\d/.test(raw) || !raw.includes('startxref') || !raw.includes('%%EOF'))
    throw new EvidenceProblem('brokenFile');
  const text = withoutEscapes(raw);
  if (/\/Encrypt\b/.test(text)) throw new EvidenceProblem('encrypted');
  refuseForbidden(text);
  // Objects may be packed together. Nobody has a reason to spell the word for that in escapes.
  if (countOf(text, '/ObjStm') > countOf(raw, '/ObjStm'))
    throw new EvidenceProblem('activeContent', { what: 'hidden' });
  let left = inflatedBytesMax;
  for (const packed of packedObjects(raw)) {
    const objects = unpacked(packed, left);
    left -= objects.length;
    refuseForbidden(withoutEscapes(objects));
  }
}

function refuseForbidden(text: string): void {
  for (const [name, what] of forbidden) if (name.test(text)) throw new EvidenceProblem('activeContent', { what });
}

/** A name may be spelled with escapes: /J#61vaScript. */
function withoutEscapes(text: string): string {
  return text.replace(/#([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

function countOf(text: string, word: string): number {
  return text.split(word).length - 1;
}

/** The bytes of every stream of objects, with the dictionary before it. */
function* packedObjects(raw: string): Generator<{ dictionary: string; data: string }> {
  for (let at = raw.indexOf('/ObjStm'); at >= 0; at = raw.indexOf('/ObjStm', at + 1)) {
    const begin = /stream\r?\n/g;
    begin.lastIndex = at;
    const found = begin.exec(raw);
    if (!found) return;
    const end = raw.indexOf('endstream', begin.lastIndex);
    if (end < 0) throw new EvidenceProblem('brokenFile');
    const dictionary = raw.slice(raw.lastIndexOf(' obj', at), found.index);
    yield { dictionary, data: raw.slice(begin.lastIndex, end) };
  }
}

function unpacked({ dictionary, data }: { dictionary: string; data: string }, bytesMax: number): string {
  if (!/\/Filter\b/.test(dictionary)) return data;
  if (!/\/Filter\s*\[?\s*\/FlateDecode\s*(\]|\/|>|$)/.test(dictionary) || bytesMax <= 0)
    throw new EvidenceProblem('activeContent', { what: 'hidden' });
  try {
    return inflateSync(Buffer.from(data, 'latin1'), {
      maxOutputLength: bytesMax,
      finishFlush: constants.Z_SYNC_FLUSH,
    }).toString('latin1');
  } catch (error) {
    throw new EvidenceProblem((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'zipBomb' : 'brokenFile');
  }
}
