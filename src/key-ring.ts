import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError, type EncryptionConfig, type EncryptionKey, encryptionKeys } from './config.js';

const algorithm = 'aes-256-gcm';
const [nonceBytes, tagBytes] = [12, 16];
const sealedForm = /^sealed:([a-z0-9-]{1,20}):([\w-]+)$/;

/** A sealed text that doesn't open: another key, another place, or somebody changed it. Never holds what was sealed. */
export class SealBroken extends Error {
  constructor(context: string, why: string) {
    super(`What is sealed as ${context} does not open: ${why}.`);
    this.name = 'SealBroken';
  }
}

/** Which key a text is sealed with, by its form alone; null for a text that isn't sealed. */
export function keyIdOf(text: string): string | null {
  return sealedForm.exec(text)?.[1] ?? null;
}

/** The line to be put first in ENCRYPTION_KEYS: 32 random bytes and an id. */
export function newKeyLine(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}

/**
 * Seals the texts that few may read (AES-256-GCM, a fresh nonce each time) and opens them again. A sealed text is bound to its
 * context, the place where it is kept, such as `vetoes/17/reason`: copied to another row it doesn't open there.
 */
export class KeyRing {
  private readonly keys: ReadonlyMap<string, Buffer>;
  /** The key that new texts are sealed with: the first one named. */
  readonly writingId: string;

  constructor(keys: readonly EncryptionKey[]) {
    const [first] = keys;
    if (!first) throw new ConfigurationError(['ENCRYPTION_KEYS names no key.']);
    this.writingId = first.id;
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  /** The keys of the settings. Where they are kept in a file that isn't there yet, it is made. @throws ConfigurationError */
  static of(encryption: EncryptionConfig): KeyRing {
    return new KeyRing(encryption.kind === 'keys' ? encryption.keys : keysOfFile(encryption.file));
  }

  get ids(): readonly string[] {
    return [...this.keys.keys()];
  }

  /** Answers ASCII text that is about 1.4 times as long as the text's UTF-8 and 60 characters more. */
  seal(text: string, context: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.keys.get(this.writingId) as Buffer, nonce);
    cipher.setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `sealed:${this.writingId}:${sealed.toString('base64url')}`;
  }

  /** @throws SealBroken for a text that was changed, copied from another place, or sealed with a key that isn't on the ring */
  open(sealed: string, context: string): string {
    const [, id, encoded] = sealedForm.exec(sealed) ?? [];
    if (!id || !encoded) throw new SealBroken(context, 'it is not a sealed text');
    const key = this.keys.get(id);
    if (!key) throw new SealBroken(context, `the key ${id} is not in ENCRYPTION_KEYS`);
    const bytes = Buffer.from(encoded, 'base64url');
    if (bytes.length < nonceBytes + tagBytes) throw new SealBroken(context, 'it is too short');
    try {
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw new SealBroken(context, 'it was changed, or belongs elsewhere');
    }
  }
}

/** On a single machine nobody has to think of a key before the first start; who may read the file is its owner alone. */
function keysOfFile(file: string): EncryptionKey[] {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    try {
      writeFileSync(file, `${newKeyLine('first')}\n`, { mode: 0o600, flag: 'wx' });
      chmodSync(file, 0o600);
      // eslint-disable-next-line no-console -- Before there is a service there is no log either, and the operator must know.
      console.error(`Made the encryption key ${file}. Keep a copy of it, apart from the copies of the database.`);
    } catch (error) {
      // Another process was quicker: its key is the one.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  const keys = encryptionKeys(readFileSync(file, 'utf8'));
  if (typeof keys === 'string') throw new ConfigurationError([`${file}: ${keys}`]);
  return keys;
}
