import { randomInt } from 'node:crypto';
import { Algorithm, hash, hashRaw, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB of memory, two passes, one lane. */
const cost = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash that no password has; verifying against it takes as long as against a real one. */
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$cG9pbnRib29rLW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Characters in full width, as a Chinese keyboard may send them, are the same password (NIST SP 800-63B asks for it). */
export const normalPassword = (password: string): string => password.normalize('NFKC');

export function hashPassword(password: string): Promise<string> {
  return hash(normalPassword(password), cost);
}

/** Whether the password fits the hash. Without a hash it is as slow as with one, and the answer is no. */
export async function passwordFits(passwordHash: string | undefined, password: string): Promise<boolean> {
  // What doesn't look like a hash fits no password: such an account can't be signed in to.
  const real = passwordHash !== undefined && passwordHash.startsWith('$argon2id$');
  const fits = await verify(real ? passwordHash : nobodysHash, normalPassword(password));
  return real && fits;
}

/** The same work for a code of our own, as 64 hexadecimal digits: with one salt (in hexadecimal) the same code has the same hash. */
export async function hashWithSalt(code: string, salt: string): Promise<string> {
  return (await hashRaw(code, { ...cost, salt: Buffer.from(salt, 'hex') })).toString('hex');
}

/** No 0 and o, 1 and l, i and j: it is read from a slip of paper and typed on a telephone. */
const letters = 'abcdefghkmnpqrstuvwxyz2345678';

export function randomLetters(count: number): string {
  return Array.from({ length: count }, () => letters[randomInt(letters.length)]).join('');
}

/** 77 bits, for a first password or a code in its place. */
export const oneTimePassword = (): string => randomLetters(16);

/** For people to read and type: xxxx-xxxx-xxxx-xxxx. */
export const inGroups = (code: string): string => code.replace(/.{4}(?=.)/g, '$&-');

/** Stands where a hash would: no password fits it. */
export const nobodysPassword = 'none';
