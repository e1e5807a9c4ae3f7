import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * The secret that a request carries in `Authorization: Bearer …`; undefined when it carries none. Another scheme (a proxy's
 * Basic, say) is none of ours.
 */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer(?: +(.*))?$/i
    .exec(authorization?.trim() ?? '')
    ?.slice(1)
    .map((secret = '') => secret)[0];
}

/**
 * A personal token: `pb_`, 256 random bits, and their checksum, by which a search for leaked secrets knows it and what was
 * copied badly is refused without asking the database.
 */
export function newToken(): string {
  const secret = randomBytes(32).toString('base64url');
  return `pb_${secret}${checksumOf(secret)}`;
}

const checksumOf = (secret: string): string => crc32(secret).toString(16).padStart(8, '0');

/** Whether it could be a token of ours, going by its looks. */
export function looksLikeToken(token: string): boolean {
  const [, secret, checksum] = /^pb_([A-Za-z0-9_-]{43})([0-9a-f]{8})$/.exec(token) ?? [];
  return secret !== undefined && checksumOf(secret) === checksum;
}

/** What is stored of a token. */
export const tokenDigestOf = (token: string): string => createHash('sha256').update(token).digest('hex');
