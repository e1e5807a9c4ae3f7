/**
 * What the floor writes (see server.ts): a member hands in his sheet, a reviewer accepts what is unchanged. The same rows and the
 * same answers as the service's, from as few statements as somebody would write by hand; writes.ts of the folder above compares both.
 *
 * The rules are not written a second time: what lines may say, what they score, how a score is told in words, what the trail's
 * digests are taken over are the product's pure functions on both sides. Everything else is by hand: reading the body, the
 * statements, the locks in the same order, the checks between them, and the answers.
 *
 * What the floor leaves out, because nothing in the measurement needs it: what an office that its member holds adds to the answer
 * of a submission, what reviewers found in a sheet that they returned, evidence files, voiding a witness's signature, caps over
 * longer periods than the month (the standard rule has none); of a month in review that is answered, what branches without
 * a committee and sheets that were returned or given more time would add, and publications, which it can't have yet.
 */
import type { FastifyInstance } from 'fastify';
import type { Scheme } from '#src/scoring/scheme.js';
import { registerAcceptances } from './acceptances.js';
import type { Floor } from './server.js';
import { registerSheets } from './sheets.js';
import { registerSubmissions } from './submissions.js';

export function registerWrites(server: FastifyInstance, floor: Floor): void {
  const kept = new Map<number, Scheme>();
  /** Versions never change: read once. */
  const schemeOf = async (id: number): Promise<Scheme> => {
    const known = kept.get(id);
    if (known) return known;
    const [row] = await floor.rows<{ definition: string }>('SELECT definition FROM scheme_versions WHERE id = ?', [id]);
    const scheme = JSON.parse(row!.definition) as Scheme;
    kept.set(id, scheme);
    return scheme;
  };
  registerSubmissions(server, floor, schemeOf);
  registerSheets(server, floor, schemeOf);
  registerAcceptances(server, floor, schemeOf);
}
