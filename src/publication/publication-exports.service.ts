import { Injectable } from '@nestjs/common';
import { finalStates } from '../assessments/states.js';
import { verificationCode } from '../assessments/verification-code.js';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import type { TrailRecord } from '../audit/trail.entity.js';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { contentOf, type PublishedRow, type PublishedRowLine } from './digest.js';
import type { ExportedPublication } from './exported-publication.js';
import type { Publication } from './publication.entity.js';

/** Lines of the trail that say nothing but what those who may take a publication out read anyway. */
const plainActions = /^(board|month|publication|settings)\./;

/** Takes a publication out of the house, whole and ready to be checked against what was printed. */
@Injectable()
export class PublicationExports {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  /** Canonical JSON; see `ExportedPublication`. Who took it out stands in the branch's trail, unless it was the head alone. Refuses with 404. */
  async one(publicationId: number, headOnly: boolean, actor: Actor): Promise<{ text: string; plainName: string }> {
    const { publication, sheets, lines, records } = await this.database.read(() => this.found(publicationId));
    const { branchId, number, digest, trailSequence, trailHash } = publication;
    const exported: ExportedPublication = {
      format: 'pointbook-publication',
      version: 1,
      ...{ digest, trailSequence, trailHash },
      verificationCode: verificationCode(branchId, number, digest),
      content: contentOf(publication, sheets, lines),
      records,
    };
    const text = canonicalJson(exported as unknown as Canonical);
    const plainName = `publication-${branchId}-${number}.json`;
    if (headOnly) return { text, plainName };
    await this.database.write(() =>
      this.trail.append({
        chain: chainOf(branchId),
        at: this.clock.now(),
        action: 'publication.export',
        actorAccountId: actor.accountId,
        about: { publicationId, number, fileDigest: sha256(text) },
      }),
    );
    return { text, plainName };
  }

  private async found(publicationId: number) {
    const publication = await this.database.row<Publication>('SELECT * FROM publications WHERE id = ?', [
      publicationId,
    ]);
    if (!publication) throw new Refusal('notFound');
    const of = [publicationId];
    return {
      publication,
      sheets: await this.database.rows<PublishedRow>('SELECT * FROM published_sheets WHERE publicationId = ?', of),
      lines: await this.database.rows<PublishedRowLine>('SELECT * FROM published_lines WHERE publicationId = ?', of),
      records: await this.recordsFrom(publication),
    };
  }

  /**
   * The trail from the publication's own line on, up to where it begins to speak of what isn't published: the lines of sheets
   * that are under review now, above all the reader's own, and of objections. What follows can be checked once it is.
   */
  private async recordsFrom({ branchId, trailSequence }: Publication): Promise<TrailRecord[]> {
    const records = await this.database.rows<TrailRecord>(
      'SELECT * FROM trail_records WHERE chain = ? AND sequence >= ? ORDER BY sequence',
      [chainOf(branchId), trailSequence],
    );
    const published = await this.publishedMonths(branchId);
    const end = records.findIndex(({ action, body }) => {
      if (plainActions.test(action)) return false;
      const { branchMonthId } = JSON.parse(body) as { branchMonthId?: number };
      return !action.startsWith('sheet.') || branchMonthId === undefined || !published.has(branchMonthId);
    });
    return end < 0 ? records : records.slice(0, end);
  }

  private async publishedMonths(branchId: number): Promise<Set<number>> {
    const rows = await this.database.rows<{ id: number }>(
      `SELECT id FROM branch_months
        WHERE branchId = ? AND state IN ('published', ${finalStates.map((state) => `'${state}'`).join(', ')})`,
      [branchId],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
