import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { checkOffice } from './check-office.js';
import { checkPdf } from './check-pdf.js';
import { cleanImage } from './clean-image.js';
import { type EvidenceKind, evidenceLimits } from './evidence-kind.js';
import { EvidenceProblem } from './evidence-problem.js';

/** A file that may be kept. */
export interface CheckedFile {
  kind: EvidenceKind;
  /** What is kept: pictures are drawn anew without a word about where and when; documents stay byte for byte. */
  bytes: Uint8Array;
  /** SHA-256 of what is kept, hexadecimal. */
  digest: string;
  /** SHA-256 of what was handed in. The same picture sent twice is known by it, whatever version of the library draws it. */
  originalDigest: string;
}

/**
 * Looks into a file and makes of it what may be kept.
 * @throws EvidenceProblem, and nothing else, for whatever a person may hand in
 */
export async function checkFile(bytes: Uint8Array): Promise<CheckedFile> {
  if (bytes.byteLength === 0) throw new EvidenceProblem('empty');
  if (bytes.byteLength > evidenceLimits.fileBytes)
    throw new EvidenceProblem('tooLarge', { limitBytes: evidenceLimits.fileBytes });
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept = await checked(buffer);
  return { ...kept, digest: sha256(kept.bytes), originalDigest: sha256(bytes) };
}

async function checked(buffer: Buffer): Promise<Pick<CheckedFile, 'kind' | 'bytes'>> {
  if (buffer.subarray(0, 2).toString('latin1') === 'PK') return { kind: await checkOffice(buffer), bytes: buffer };
  if (buffer.subarray(0, 4).toString('hex') === 'd0cf11e0') {
    // The container of .doc and .xls; a .docx with a password is put into one, too.
    const encrypted = buffer.includes(Buffer.from('EncryptedPackage', 'utf16le'));
    throw new EvidenceProblem(encrypted ? 'encrypted' : 'oldFormat');
  }
  const looksLike = await kindByContent(buffer);
  switch (looksLike) {
    case 'pdf':
      checkPdf(buffer);
      return { kind: 'pdf', bytes: buffer };
    case 'jpg':
    case 'png':
      return { kind: looksLike, bytes: await cleanImage(buffer, looksLike) };
    default:
      throw new EvidenceProblem('kindNotAccepted', { looksLike });
  }
}

async function kindByContent(buffer: Buffer): Promise<string> {
  try {
    return (await fileTypeFromBuffer(buffer))?.ext ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
