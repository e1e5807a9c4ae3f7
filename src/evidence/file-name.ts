import type { EvidenceKind } from './evidence-kind.js';

/** Control, zero-width and direction-changing characters, and what one file system or another does not take in a name. */
const dropped = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]/g;
const replaced = /["*/:<>?\\|]/g;
/** Devices of Windows, whatever the ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const charactersMax = 80;

/**
 * The name under which a file is shown and handed out again: the last part of what the person's computer called it, free of
 * tricks, with the ending of what the content is. Nothing is ever stored under it.
 */
export function safeFileName(given: string, kind: EvidenceKind): string {
  const last = given.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(dropped, '').replace(replaced, '_');
  const trimmed = plain.replace(/\.[\p{L}\p{N}]{1,5}$/u, '').replace(/^[\s.]+|[\s.]+$/gu, '');
  const short = [...trimmed].slice(0, charactersMax).join('').trim();
  const base = short === '' ? 'evidence' : reserved.test(short.split('.')[0] ?? '') ? `_${short}` : short;
  return `${base}.${kind}`;
}
