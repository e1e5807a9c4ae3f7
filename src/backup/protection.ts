import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';
import type { BackupConfig } from '../config.js';
import { BackupProblem } from './backup-problem.js';

/** How a backup begins that age locked, and how one that is only packed. */
export const ageBegins = 'age-encryption.org/v1';
export const gzipBegins = Buffer.from([0x1f, 0x8b]);

/** What locks a backup; null when it shall lie open. @throws BackupProblem when nothing, or too much, was said */
export function encrypterOf({ recipients, passphrase }: BackupConfig, unencrypted: boolean): Encrypter | null {
  if (unencrypted) return null;
  if (recipients.length === 0 && passphrase === null) throw new BackupProblem('notProtected');
  if (recipients.length > 0 && passphrase !== null) throw new BackupProblem('bothProtections');
  const encrypter = new Encrypter();
  if (passphrase !== null) encrypter.setPassphrase(passphrase);
  for (const recipient of recipients)
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new BackupProblem('recipient', { recipient });
    }
  return encrypter;
}

export async function encrypted(encrypter: Encrypter, plain: Readable): Promise<Readable> {
  const locked = await encrypter.encrypt(Readable.toWeb(plain) as ReadableStream<Uint8Array>);
  return Readable.fromWeb(locked as unknown as WebStream);
}

/** What comes out of a locked backup, and whether the whole of it has gone in. */
export interface Opened {
  plain: Readable;
  readToEnd(): boolean;
}

/** @throws BackupProblem when the key is not the one, or none was given */
export async function decrypted(locked: Readable, { identities, passphrase }: BackupConfig): Promise<Opened> {
  const decrypter = new Decrypter();
  for (const identity of identities)
    try {
      decrypter.addIdentity(identity);
    } catch {
      throw new BackupProblem('identity');
    }
  if (passphrase !== null) decrypter.addPassphrase(passphrase);
  if (identities.length === 0 && passphrase === null) throw new BackupProblem('keyMissing');
  let ended = false;
  // Piece by piece, so that the end has not been seen yet when a piece in the middle turns out to be changed.
  const watching = new TransformStream<Uint8Array, Uint8Array>(
    { flush: () => void (ended = true) },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
  const source = Readable.toWeb(locked) as ReadableStream<Uint8Array>;
  const opened = await decrypter.decrypt(source.pipeThrough(watching));
  return { plain: Readable.fromWeb(opened as unknown as WebStream), readToEnd: () => ended };
}
