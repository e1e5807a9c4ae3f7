#!/usr/bin/env node
/**
 * Checks a publication that was taken out of Pointbook against what is printed on the board, and needs nothing but Node:
 *
 *   node verify-publication.mjs export.json --head 1042-9F3C-77A0-12D4-0B6E-55AA     (the trail's head)
 *   node verify-publication.mjs export.json --head B17-3-9F3C-77A0-12D4-0B6E-K       (the verification code)
 *
 * The digest must be that of the rows, the branch's trail must hold it and hang together, and the trail's hash must begin as
 * printed. It says "matches" (exit code 0), or the first thing that does not (1), or that it could not be asked (2).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const inFours = (digits) => digits.toUpperCase().match(/.{4}/g).join('-');

/** Keys sorted, no white space, text in NFC, whole numbers. */
export function canonical(value) {
  if (typeof value === 'string') return JSON.stringify(value.normalize('NFC'));
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Error(`${value} is not a whole number`);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

const hashOf = ({ action, at, body, chain, sequence, previousHash }) =>
  sha256(`${previousHash}\n${canonical({ action, at, body, chain, sequence, version: 1 })}`);

const facts = 'branchId branchMonthId fromDay number revision schemeVersionId untilDay workingDays'.split(' ');

/** The first thing that doesn't match, by the name the service gives it, or null. */
export function firstMismatch({ format, version, content, digest, trailSequence, trailHash, records }, printed) {
  if (format !== 'pointbook-publication' || version !== 1) return 'format';
  if (sha256(canonical(content)) !== digest) return 'digest';
  const own = records[0];
  const about = own ? JSON.parse(own.body) : {};
  const sameFacts = facts.every((fact) => about[fact] === content[fact]);
  if (own?.sequence !== trailSequence || about.digest !== digest || !sameFacts) return 'publicationRecord';
  let before = null;
  for (const record of records) {
    const follows = !before || (record.sequence === before.sequence + 1 && record.previousHash === before.hash);
    const isOfBranch = record.chain === `unit:${content.branchId}`;
    if (!isOfBranch || !follows || hashOf(record) !== record.hash) return `record ${record.sequence}`;
    before = record;
  }
  if (own.hash !== trailHash) return 'trailHash';
  const given = printed.trim().toUpperCase();
  if (/^B/.test(given)) return codeMatches(given, content, digest) ? null : 'verificationCode';
  const record = records.find(({ sequence }) => sequence === Number(given.split('-')[0]));
  if (!record) return 'headIsElsewhere';
  return given === `${record.sequence}-${inFours(record.hash.slice(0, 20))}` ? null : 'head';
}

/** The code without its last character, which only guards against mistyping. */
function codeMatches(given, { branchId, number }, digest) {
  const code = `B${branchId}-${number}-${inFours(digest.slice(0, 16))}`;
  return given === `${code}-${checkCharacter(code.replaceAll('-', ''))}`;
}

/** ISO/IEC 7064, MOD 37,36. */
function checkCharacter(text) {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  let product = 36;
  for (const character of text) product = (((product + alphabet.indexOf(character)) % 36 || 36) * 2) % 37;
  return alphabet[(37 - product) % 36];
}

const words = {
  format: 'this is not a publication taken out of Pointbook',
  digest: 'the rows are not those that the digest was made of',
  publicationRecord: 'the trail says something else about this publication',
  trailHash: 'the publication names another head of the trail than its own line has',
  head: 'the trail at this place is not the one that was printed',
  headIsElsewhere:
    'the export does not reach the place of this head; take the head of this publication, or a newer export',
  verificationCode: 'the code is not this publication’s',
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, option, printed] = process.argv.slice(2);
  if (!file || option !== '--head' || !printed) {
    console.error('node verify-publication.mjs export.json --head HEAD-OR-CODE');
    process.exit(2);
  }
  let mismatch;
  try {
    mismatch = firstMismatch(JSON.parse(readFileSync(file, 'utf8')), printed);
  } catch (error) {
    console.error(`${file} can't be read as an exported publication: ${error.message}`);
    process.exit(2);
  }
  console.log(
    mismatch === null ? 'matches' : `does not match: ${words[mismatch] ?? `${mismatch} of the trail is broken`}`,
  );
  process.exit(mismatch === null ? 0 : 1);
}
