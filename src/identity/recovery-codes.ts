import { randomBytes } from 'node:crypto';
import { hashWithSalt, inGroups, randomLetters } from './passwords.js';

export const recoveryCodeCount = 10;
/** 12 of 29 letters are 58 bits: too many to guess online, few enough to type; hashed slowly, because below 112 bits (ASVS 5.0 6.5.2). */
const codeLetters = 12;

export interface RecoverySet {
  /** For their owner, once: three groups of four letters each. */
  codes: string[];
  salt: string;
  hashes: string[];
}

export async function newRecoverySet(): Promise<RecoverySet> {
  const salt = randomBytes(16).toString('hex');
  const codes = Array.from({ length: recoveryCodeCount }, () => randomLetters(codeLetters));
  const hashes = await Promise.all(codes.map((code) => hashWithSalt(code, salt)));
  return { codes: codes.map(inGroups), salt, hashes };
}

/** As it was handed out, however it is typed: capital letters, and anything or nothing between the groups. */
export function plainCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-–—]/g, '');
}

/** The hash under which a typed code is kept, if it is one: ten codes share a salt, so that one computation finds any of them. */
export function recoveryHash(typed: string, salt: string): Promise<string> {
  return hashWithSalt(plainCode(typed), salt);
}
