import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../audit/canonical.js';
import { chainOf, organisationChain, sha256, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { lockOrganisation } from '../identity/lock-organisation.js';
import { Policies } from '../identity/policies.service.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { answerWithinWorkingDays } from './data-request.js';
import { noticeMatters } from './notice-content.js';
import { PrivacyNotice, PrivacyNoticeReading } from './privacy-notice.entity.js';
import type {
  NoticeDetailsView,
  NoticeReadingView,
  NoticeVersionView,
  PrivacyNoticeView,
} from './privacy-notice.view.js';

interface Home {
  branchId: number;
  branchName: string;
  branchKind: UnitKind;
}

/**
 * The notice of what is processed and why (Article 17). Fields, readers and periods come from the lists the service runs on; only
 * what the organisation alone can say is written, version by version. Who has read it has read all of it as it was: whatever of it
 * changes, it is shown once more.
 */
@Injectable()
export class PrivacyNotices {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly policies: Policies,
  ) {}

  current(): Promise<PrivacyNoticeView> {
    return this.database.read(async () => {
      const versions = await this.database.rows<PrivacyNotice>('SELECT * FROM privacy_notices ORDER BY version DESC');
      const [latest, ...earlier] = versions;
      const root = await this.database.row<{ name: string }>(
        'SELECT name FROM units WHERE parentId IS NULL ORDER BY id LIMIT 1',
      );
      const said = {
        organisation: root?.name ?? '',
        details: latest ? detailsOf(latest) : null,
        matters: noticeMatters(await this.policies.read()),
        answerWithinWorkingDays,
      };
      return {
        ...{ version: latest?.version ?? 0, fromDay: latest?.fromDay ?? null },
        ...said,
        // Plain data through and through: what JSON makes of it is what is read.
        digest: sha256(canonicalJson(JSON.parse(JSON.stringify(said)))),
        earlier: earlier.map(versionOf),
      };
    });
  }

  /** Writes the organisation's own words anew. @throws stale when somebody did meanwhile */
  async write(version: number, details: NoticeDetailsView, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      await lockOrganisation(this.database);
      const latest = await this.database.row<{ version: number | null }>(
        'SELECT MAX(version) AS version FROM privacy_notices',
      );
      const before = latest?.version ?? 0;
      if (before !== version) throw new Refusal('stale', { params: { version: before } });
      const { office, contact, basis, remark } = details;
      const row = { version: version + 1, fromDay: today, office, contact, basis, remark };
      await this.database.insert(PrivacyNotice, [{ ...row, writtenAt: now, writtenBy: actor.accountId }]);
      await this.trail.append({
        ...{ chain: organisationChain, at: now, action: 'privacyNotice.write', actorAccountId: actor.accountId },
        about: {
          version: version + 1,
          fromDay: today,
          textDigest: sha256(canonicalJson({ office, contact, basis, remark })),
        },
      });
    });
  }

  /** Whether this account has read the notice as it is. */
  reading({ accountId }: Pick<Actor, 'accountId'>): Promise<NoticeReadingView> {
    return this.database.read(async () => {
      const { version, digest } = await this.current();
      const read = await this.database.row<{ readAt: Instant }>(
        'SELECT readAt FROM privacy_notice_readings WHERE accountId = ? AND digest = ?',
        [accountId, digest],
      );
      return { noticeVersion: version, digest, readAt: read?.readAt ?? null };
    });
  }

  /** Notes that the notice was read, once. @throws stale for one that is no longer the current one */
  async noteReading(digest: string, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    const { accountId, memberId } = actor;
    await this.database.write(async () => {
      const reading = await this.reading(actor);
      if (reading.digest !== digest) throw new Refusal('stale', { params: { version: reading.noticeVersion } });
      if (reading.readAt !== null) return;
      const { noticeVersion: version } = reading;
      await this.database.insert(PrivacyNoticeReading, [{ accountId, digest, version, readAt: now }]);
      const home = await this.homeOf(memberId, today);
      await this.trail.append({
        chain: home ? chainOf(home.branchId) : organisationChain,
        ...{ at: now, action: 'privacyNotice.read', actorAccountId: accountId },
        about: { version, digest, ...(memberId !== null && { memberId }) },
      });
    });
  }

  /** The branch of a member who has not read the notice as it is; null: nothing to read, or an account without a branch. */
  async homeOfUnread(actor: Actor, today: Day): Promise<Home | null> {
    const home = await this.homeOf(actor.memberId, today);
    if (!home) return null;
    const { readAt } = await this.reading(actor);
    return readAt === null ? home : null;
  }

  private async homeOf(memberId: number | null, today: Day): Promise<Home | null> {
    const home = await this.database.row<Home>(
      `SELECT units.id AS branchId, units.name AS branchName, units.kind AS branchKind
         FROM memberships JOIN units ON units.id = memberships.branchId
        WHERE memberships.memberId = ? AND memberships.fromDay <= ?
          AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)`,
      [memberId ?? 0, today, today],
    );
    return home ?? null;
  }
}

function detailsOf({ office, contact, basis, remark }: PrivacyNotice): NoticeDetailsView {
  return { office, contact, basis, remark };
}

function versionOf(notice: PrivacyNotice): NoticeVersionView {
  return { version: notice.version, fromDay: notice.fromDay, ...detailsOf(notice) };
}
