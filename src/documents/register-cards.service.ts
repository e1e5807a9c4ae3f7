import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import type { HalfYearRowView, HalfYearView } from '../summaries/half-year.view.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { Histories } from '../summaries/histories.service.js';
import type { DocumentDescription } from './description.js';
import { DocumentExports } from './document-exports.service.js';
import type { ExportWish } from './exported.js';
import { periodName, wentToAnother } from './half-year-document.js';
import { type RegisterCardFacts, registerCardsDescription } from './register-card-document.js';

interface MemberRow {
  id: number;
  name: string;
  memberNumber: string;
  standing: string;
}

/** Document 5: a member's year on a card, for himself and for his branch. */
@Injectable()
export class RegisterCards {
  constructor(
    private readonly database: Database,
    private readonly documents: DocumentExports,
    private readonly halfYears: HalfYears,
    private readonly histories: Histories,
  ) {}

  /** One member's card. Refuses with 404 who never belonged to a branch. */
  async ofMember(
    memberId: number,
    year: string,
    wish: ExportWish,
    actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    const place = await this.placeOf(memberId);
    const cards = await this.cards(place, [memberId], year);
    return this.documents.answer(wish, {
      actor,
      unitId: place.id,
      document: 'registerCard',
      about: { memberId, year },
      describe: (stamp) =>
        registerCardsDescription(
          cards,
          {
            fileName: `${cards[0]?.member.name ?? ''}${year}年度党员个人积分登记卡`,
            plainName: `register-card-${memberId}-${year}`,
          },
          stamp,
        ),
    });
  }

  /** The cards of all who are the branch's at the year's end, or today. Refuses with 404 what is no branch. */
  async ofBranch(
    unitId: number,
    year: string,
    wish: ExportWish,
    actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    const branch = await this.database.read(() =>
      this.database.row<{ id: number; name: string }>("SELECT id, name FROM units WHERE id = ? AND kind = 'branch'", [
        unitId,
      ]),
    );
    if (!branch) throw new Refusal('notFound');
    const cards = await this.cards(branch, null, year);
    return this.documents.answer(wish, {
      actor,
      unitId,
      document: 'registerCards',
      about: { year },
      describe: (stamp) =>
        registerCardsDescription(
          cards,
          { fileName: `${branch.name}${year}年度党员个人积分登记卡`, plainName: `register-cards-${unitId}-${year}` },
          stamp,
        ),
    });
  }

  /** Where a member is, or was last. */
  private async placeOf(memberId: number): Promise<{ id: number; name: string }> {
    const row = await this.database.read(() =>
      this.database.row<{ id: number; name: string }>(
        `SELECT units.id, units.name FROM memberships JOIN units ON units.id = memberships.branchId
          WHERE memberships.memberId = ? ORDER BY memberships.fromDay DESC LIMIT 1`,
        [memberId],
      ),
    );
    if (!row) throw new Refusal('notFound');
    return row;
  }

  private async cards(
    branch: { id: number; name: string },
    only: readonly number[] | null,
    year: string,
  ): Promise<RegisterCardFacts[]> {
    const periods = [`${year}-H1`, `${year}-H2`, year];
    const views: HalfYearView[] = [];
    for (const period of periods) views.push(await this.halfYears.of(branch.id, period));
    const whole = views[2]!;
    const listed = whole.rows.filter((row) => !wentToAnother(row)).map(({ memberId }) => memberId);
    const memberIds = only ?? listed;
    const members = await this.membersOf(memberIds);
    const [fromMonth, untilMonth] = [whole.months[0] as Month, whole.months.at(-1) as Month];
    const months = await this.histories.ofEach(memberIds, { fromMonth, untilMonth });
    const rows = views.map((view) => new Map(view.rows.map((row) => [row.memberId, row])));
    return memberIds.flatMap((memberId): RegisterCardFacts[] => {
      const member = members.get(memberId);
      if (!member) return [];
      return [
        {
          member,
          branch,
          year,
          months: whole.months,
          published: months.get(memberId) ?? [],
          summaries: periods.map((period, index) => ({
            name: index === 2 ? '全年' : periodName(period).replace(/^\d+年/, ''),
            figures: summaryOf(rows[index]!.get(memberId)),
          })),
        },
      ];
    });
  }

  private async membersOf(ids: readonly number[]): Promise<Map<number, MemberRow>> {
    const rows = await this.database.read(() =>
      this.database.rows<MemberRow>(
        `SELECT id, name, memberNumber, standing FROM members WHERE id IN ${marks(ids)}`,
        ids,
      ),
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}

function summaryOf(row: HalfYearRowView | undefined): RegisterCardFacts['summaries'][number]['figures'] {
  if (!row) return null;
  const { countedMonths, meanHundredths, resultHundredths, lowestHundredths } = row;
  const { deductionHundredths, contributionHundredths } = row;
  return {
    countedMonths,
    meanHundredths,
    resultHundredths,
    lowestHundredths,
    deductionHundredths,
    contributionHundredths,
  };
}
