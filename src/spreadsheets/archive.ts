import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { LIMITS, SpreadsheetProblem } from './spreadsheet-problem.js';

/** A zip whose directory has been read and found harmless; nothing is unpacked yet. */
export interface Archive {
  names: readonly string[];
  /** The unpacked bytes of one entry, piece by piece; stops with `zipBomb` as soon as the entry is longer than its directory says. */
  read(name: string): AsyncGenerator<Uint8Array>;
}

/** Opens a zip by its directory alone, so that a bomb is refused before a byte of it is unpacked. Throws SpreadsheetProblem. */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, Entry>();
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(buffer, { lazyEntries: true, strictFileNames: true });
    if (zip.entryCount > LIMITS.archiveEntries)
      throw new SpreadsheetProblem('zipBomb', { what: 'entries', limit: LIMITS.archiveEntries });
    let unpackedBytes = 0;
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw new SpreadsheetProblem('encrypted');
      if (entries.has(entry.fileName)) throw new SpreadsheetProblem('brokenFile', { part: entry.fileName });
      unpackedBytes += entry.uncompressedSize;
      if (unpackedBytes > LIMITS.unpackedBytes)
        throw new SpreadsheetProblem('zipBomb', { what: 'unpackedBytes', limit: LIMITS.unpackedBytes });
      if (
        entry.uncompressedSize > LIMITS.ratioFreeBytes &&
        entry.uncompressedSize > LIMITS.ratio * entry.compressedSize
      ) {
        throw new SpreadsheetProblem('zipBomb', { what: 'ratio', limit: LIMITS.ratio });
      }
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw error instanceof SpreadsheetProblem ? error : new SpreadsheetProblem('brokenFile', { part: 'zip' });
  }

  async function* read(name: string): AsyncGenerator<Uint8Array> {
    const entry = entries.get(name);
    if (!entry) throw new SpreadsheetProblem('brokenFile', { part: name });
    try {
      yield* await zip.openReadStreamPromise(entry);
    } catch (error) {
      // The library counts what comes out against what the directory promised.
      const lies = error instanceof Error && /bytes in the stream/.test(error.message);
      throw lies
        ? new SpreadsheetProblem('zipBomb', { what: 'sizes', limit: entry.uncompressedSize })
        : new SpreadsheetProblem('brokenFile', { part: name });
    }
  }
  return { names: [...entries.keys()], read };
}
