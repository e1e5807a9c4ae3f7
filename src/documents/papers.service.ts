import { Inject, Injectable, type StreamableFile } from '@nestjs/common';
import { Clock, type Month } from '../calendar.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Boards } from '../publication/boards.service.js';
import { ExemptionViews } from '../records/exemption-views.service.js';
import { HalfYearReports } from '../records/half-year-reports.service.js';
import { TalkRecords } from '../records/talk-records.service.js';
import { BranchFigures } from '../statistics/branch-rows.service.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { branchesTable } from './branches-table.js';
import { Circulars } from './circulars.service.js';
import type { DocumentDescription } from './description.js';
import { DocumentExports } from './document-exports.service.js';
import { examinationPaper } from './examination-paper.js';
import { Examinations } from './examinations.service.js';
import { exemptionForms } from './exemption-forms.js';
import type { ExportWish } from './exported.js';
import { halfYearCircular, type NoticeView, publicationNotice } from './publication-notices.js';
import { talkRecordPaper } from './talk-record-paper.js';
import { workReportPaper } from './work-report-paper.js';

type Answer = Promise<StreamableFile | DocumentDescription>;

interface ClosingNoticeRow {
  branchId: number;
  branchName: string;
  number: number;
  publishedAt: string;
  fromDay: string;
  untilDay: string;
  workingDays: number;
  contact: string;
  listed: number;
  scored: number;
  schemeVersion: string;
  schemeDefinition: string;
}

/** Documents 10 to 14: what is written about a half-year, its members and its publications. */
@Injectable()
export class Papers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly exports: DocumentExports,
    private readonly examinations: Examinations,
    private readonly figures: BranchFigures,
    private readonly exemptions: ExemptionViews,
    private readonly talks: TalkRecords,
    private readonly boards: Boards,
    private readonly halfYears: HalfYears,
    private readonly circulars: Circulars,
    private readonly reports: HalfYearReports,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async examination(unitId: number, period: string, wish: ExportWish, actor: Actor): Answer {
    const view = await this.examinations.of(unitId, period, await this.bureauOf(unitId));
    return this.exports.answer(wish, {
      ...{ actor, unitId, document: 'examination', about: { period } },
      describe: (stamp) => examinationPaper(view, stamp),
    });
  }

  async branches(unitId: number, period: string, wish: ExportWish, actor: Actor): Answer {
    const { unit, span, rows, whole, rankingKeys } = await this.figures.branchRows(unitId, period);
    const { months } = span;
    return this.exports.answer(wish, {
      ...{ actor, unitId, document: 'branches', about: { period } },
      describe: (stamp) => branchesTable({ unit, period, months, rows, whole, rankingKeys }, stamp),
    });
  }

  /** One application's form. */
  async exemption(exemptionId: number, wish: ExportWish, actor: Actor): Answer {
    const exemption = await this.exemptions.one(exemptionId, actor);
    const { branch, member } = exemption;
    const bureauName = await this.bureauOf(branch.id);
    return this.exports.answer(wish, {
      ...{ actor, unitId: branch.id, document: 'exemption', about: { exemptionId, memberId: member.id } },
      describe: (stamp) =>
        exemptionForms({ unit: branch, bureauName, exemptions: [exemption], withoutApplication: [] }, stamp),
    });
  }

  /** The forms of a unit for a period: those that hold in it, and empty ones for whom the roster asks less without a form. */
  async exemptionsOf(unitId: number, period: string, wish: ExportWish, actor: Actor): Answer {
    const summary = await this.halfYears.of(unitId, period);
    const [first, last] = [summary.months[0] as Month, summary.months.at(-1) as Month];
    const { items, withoutApplication } = await this.exemptions.list(unitId, actor);
    const exemptions = items
      .filter(({ state, fromMonth, untilMonth, lastMonth }) => {
        return state !== 'withdrawn' && fromMonth <= last && (lastMonth ?? untilMonth) >= first;
      })
      .reverse();
    const bureauName = await this.bureauOf(unitId);
    return this.exports.answer(wish, {
      ...{ actor, unitId, document: 'exemptions', about: { period } },
      describe: (stamp) => exemptionForms({ unit: summary.unit, bureauName, exemptions, withoutApplication }, stamp),
    });
  }

  async talk(talkRecordId: number, wish: ExportWish, actor: Actor): Answer {
    const view = await this.talks.one(talkRecordId);
    const { id: unitId } = view.branch;
    return this.exports.answer(wish, {
      ...{ actor, unitId, document: 'talkRecord', about: { talkRecordId, memberId: view.member.id } },
      describe: (stamp) => talkRecordPaper(view, stamp),
    });
  }

  /** Refuses with 409 what isn't published, or no longer. */
  async monthNotice(branchMonthId: number, wish: ExportWish, actor: Actor): Answer {
    const { branch, month, state, publication, scheme, rows, publicOrigin } = await this.boards.one(
      branchMonthId,
      actor,
    );
    if (!publication) throw new Refusal('wrongState', { params: { state } });
    const size = await this.sizeOf(publication.id);
    const view: NoticeView = {
      ...{ branch, covers: month, publicOrigin, verificationCode: publication.verificationCode },
      number: publication.number,
      publishedAt: publication.publishedAt,
      fromDay: publication.fromDay,
      untilDay: publication.untilDay,
      workingDays: publication.workingDays,
      contact: publication.contact,
      // Who is shown no more than his own row reads the notice all the same, and it says how many there are.
      listed: Math.max(size.listed, rows.length),
      scored: size.scored,
      notScored: size.listed - size.scored,
      scheme: { name: scheme.name.zh, version: scheme.version },
    };
    return this.exports.answer(wish, {
      ...{ actor, unitId: branch.id, document: 'notice', about: { branchMonthId, month } },
      describe: (stamp) => publicationNotice(view, stamp),
    });
  }

  /** The notice of a published half-year. Refuses with 409 one that isn't published. */
  async periodNotice(unitId: number, period: string, wish: ExportWish, actor: Actor): Answer {
    const row = await this.database.read(() => this.closingNotice(unitId, period));
    if (!row) throw new Refusal('wrongState', { params: { state: 'notPublished' } });
    const { branchId, branchName, listed, scored, schemeVersion, schemeDefinition, ...publication } = row;
    const { name } = JSON.parse(schemeDefinition) as { name: { zh: string } };
    const view: NoticeView = {
      ...publication,
      ...{ branch: { id: branchId, name: branchName }, covers: period, verificationCode: null },
      publicOrigin: this.config.publicOrigin,
      listed: Number(listed),
      scored: Number(scored),
      notScored: Number(listed) - Number(scored),
      scheme: { name: name.zh, version: schemeVersion },
    };
    return this.exports.answer(wish, {
      ...{ actor, unitId, document: 'periodNotice', about: { period } },
      describe: (stamp) => publicationNotice(view, stamp),
    });
  }

  async circular(unitId: number, period: string, wish: ExportWish, actor: Actor): Answer {
    const view = await this.circulars.of(unitId, period, this.clock.today());
    return this.exports.answer(wish, {
      ...{ actor, unitId, document: 'circular', about: { period } },
      describe: (stamp) => halfYearCircular(view, stamp),
    });
  }

  async report(unitId: number, period: string, wish: ExportWish, actor: Actor): Answer {
    const view = await this.reports.of(unitId, period);
    return this.exports.answer(wish, {
      ...{ actor, unitId, document: 'workReport', about: { period } },
      describe: (stamp) => workReportPaper(view, stamp),
    });
  }

  /** The nearest bureau or general branch above a unit, or the unit itself where it is one. */
  private bureauOf(unitId: number): Promise<string> {
    return this.database.read(async () => {
      const unit = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId]);
      const rootId = Number(unit?.path.split('/')[1]);
      const root = await this.database.row<{ name: string }>('SELECT name FROM units WHERE id = ?', [rootId]);
      return root?.name ?? '';
    });
  }

  private sizeOf(publicationId: number): Promise<{ listed: number; scored: number }> {
    return this.database.read(async () => {
      const row = await this.database.row<{ listed: number; scored: number | string | null }>(
        `SELECT COUNT(*) AS listed, SUM(CASE WHEN notScoredReason IS NULL THEN 1 ELSE 0 END) AS scored
           FROM published_sheets WHERE publicationId = ?`,
        [publicationId],
      );
      return { listed: row?.listed ?? 0, scored: Number(row?.scored ?? 0) };
    });
  }

  private closingNotice(unitId: number, period: string): Promise<ClosingNoticeRow | undefined> {
    return this.database.row<ClosingNoticeRow>(
      `SELECT closings.branchId, units.name AS branchName, published.number, published.publishedAt, published.fromDay,
              published.untilDay, published.workingDays, published.contact, closing_revisions.size AS listed,
              (SELECT COUNT(*) FROM closing_rows
                WHERE closing_rows.closingId = closings.id AND closing_rows.revision = published.revision
                  AND closing_rows.bandCode IS NOT NULL) AS scored,
              scheme_versions.version AS schemeVersion, scheme_versions.definition AS schemeDefinition
         FROM closings
         JOIN units ON units.id = closings.branchId
         JOIN closing_publications published ON published.closingId = closings.id
         JOIN closing_revisions ON closing_revisions.closingId = closings.id
                               AND closing_revisions.revision = published.revision
         JOIN scheme_versions ON scheme_versions.id = closing_revisions.schemeVersionId
         LEFT JOIN closing_withdrawals ON closing_withdrawals.publicationId = published.id
        WHERE closings.branchId = ? AND closings.period = ? AND closing_withdrawals.publicationId IS NULL
        ORDER BY published.number DESC LIMIT 1`,
      [unitId, period],
    );
  }
}
