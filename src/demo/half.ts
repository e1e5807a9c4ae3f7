import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { addDays, type Day } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Acknowledgements } from '../closing/acknowledgements.service.js';
import { BranchExaminations } from '../closing/branch-examinations.service.js';
import { BureauExaminations } from '../closing/bureau-examinations.service.js';
import { ClosingObjections } from '../closing/closing-objections.service.js';
import { ClosingPublications } from '../closing/closing-publications.service.js';
import { Generations } from '../closing/generations.service.js';
import type { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Cast } from './cast.js';
import type { Laid } from './lay-out.js';
import { type BranchKey, branches, members, onPaper } from './people.js';

/** Where each branch's half-year has come to: two are archived, the bureau returned one, one is published these days. */
const outcome: Record<BranchKey, 'archived' | 'returned' | 'published'> = {
  office: 'archived',
  information: 'archived',
  industry: 'returned',
  retired: 'published',
};

interface Stage {
  services: INestApplicationContext;
  database: Database;
  laid: Laid;
  today: Day;
  /** Puts the clock to an hour (UTC) of a day. */
  at: (day: Day, hour: number) => void;
}

/** Tells the first half-year of the demo's year to its end, as far as its days have come. */
export class Half {
  private readonly period: string;
  private readonly cast: Cast;

  constructor(
    private readonly stage: Stage,
    private readonly year: string,
  ) {
    this.period = `${year}-H1`;
    this.cast = new Cast(stage.laid);
  }

  /** In July, after the months of the half-year. */
  async tell(): Promise<void> {
    const { services, laid, today } = this.stage;
    const calendar = await services.get(Calendars).current();
    const start = calendar.add(`${this.year}-07-01`, 1);
    const day = (count: number): Day => calendar.add(start, count);
    const office = this.cast.actor('office', null);
    const isTime = (when: Day, hour: number): boolean => {
      if (when > today) return false;
      this.stage.at(when, hour);
      return true;
    };
    if (!isTime(start, 1)) return;
    await services.get(Generations).generateAll(laid.unitIds.get('bureau')!, this.period, undefined, office);
    for (const { key } of branches) {
      if (!isTime(addDays(start, 1), 2)) return;
      await this.read(key);
      if (!isTime(day(4), 3)) return;
      await this.examine(key);
      if (!isTime(day(6), 2)) return;
      await this.find(key);
      if (outcome[key] === 'returned') {
        const reason = '抽查发现两份志愿服务佐证缺主办单位证明，请补齐并说明后重报。';
        await services
          .get(BureauExaminations)
          .giveBack(this.branchId(key), this.period, await this.version(key), reason, office);
        continue;
      }
      await services
        .get(BureauExaminations)
        .accept(this.branchId(key), this.period, await this.version(key), '抽查情况与记录一致，同意。', office);
      if (outcome[key] === 'published') continue;
      if (!isTime(day(7), 2)) return;
      await this.publish(key);
      if (!isTime(day(14), 1)) continue;
      const publications = services.get(ClosingPublications);
      const branchId = this.branchId(key);
      await publications.confirm(branchId, this.period, await this.version(key), this.cast.decider(key));
      if (!isTime(day(15), 1)) continue;
      await publications.archive(branchId, this.period, await this.version(key), office);
    }
  }

  /** In the last days, so that whoever tries the demo finds a half-year that is published, and an objection to it. */
  async publishLast(): Promise<void> {
    for (const { key } of branches.filter((branch) => outcome[branch.key] === 'published')) {
      if ((await this.state(key)) !== 'bureauExamined') continue;
      this.stage.at(addDays(this.stage.today, -1), 2);
      await this.publish(key);
      const [author, subject] = members.filter(({ branch }) => branch === key).slice(-2);
      if (!author || !subject) return;
      const wish = {
        requestId: randomUUID(),
        memberId: this.stage.laid.memberIds.get(subject.memberNumber)!,
        reason: '他五月参加了两次志愿服务，汇总里的贡献合计好像少算了一次，请核对。',
      };
      await this.stage.services
        .get(ClosingObjections)
        .raise(this.branchId(key), this.period, wish, this.cast.member(author.memberNumber));
    }
  }

  /** On the screen, and for those who hand in on paper from their signatures. One in a dozen hasn't read. */
  private async read(key: BranchKey): Promise<void> {
    const acknowledgements = this.stage.services.get(Acknowledgements);
    const branchId = this.branchId(key);
    const listed = await this.listed(key);
    const own = members.filter(({ memberNumber }) => listed.has(this.stage.laid.memberIds.get(memberNumber)!));
    const commissioner = this.cast.opener(key);
    const paper = own.filter(
      ({ memberNumber }) =>
        onPaper.has(memberNumber) && this.cast.member(memberNumber).memberId !== commissioner.memberId,
    );
    for (const [index, { memberNumber }] of own.entries())
      if (!onPaper.has(memberNumber) && index % 12 !== 7) {
        const actor = this.cast.member(memberNumber);
        await acknowledgements.note(branchId, this.period, actor.memberId!, actor);
      }
    if (paper.length === 0) return;
    const ids = paper.map(({ memberNumber }) => this.stage.laid.memberIds.get(memberNumber)!);
    await acknowledgements.notePaper(branchId, this.period, ids, commissioner);
  }

  private async examine(key: BranchKey): Promise<void> {
    const examinations = this.stage.services.get(BranchExaminations);
    const branchId = this.branchId(key);
    const secretary = this.cast.decider(key);
    const [first] = await this.stage.database.rows<{ memberId: number }>(
      `SELECT closing_rows.memberId FROM closing_rows
         JOIN closings ON closings.id = closing_rows.closingId AND closings.revision = closing_rows.revision
        WHERE closings.branchId = ? AND closings.period = ? AND closing_rows.suggestedBandCode = 'excellent'
          AND closing_rows.memberId <> ? ORDER BY closing_rows.resultHundredths, closing_rows.memberId LIMIT 1`,
      [branchId, this.period, secretary.memberId],
    );
    if (key === 'office' && first) {
      const wish = { bandCode: 'qualified', reason: '本人提出让给一线同志，支委会同意。' };
      await examinations.propose(branchId, this.period, first.memberId, wish, secretary);
    }
    const wish = { minutesNumber: `〔${this.year}〕半年 1 号`, note: '逐人核对了扣分、贡献和不计分月份。' };
    await examinations.examine(branchId, this.period, await this.version(key), wish, secretary);
  }

  private async find(key: BranchKey): Promise<void> {
    const rows = await this.stage.database.rows<{ memberId: number }>(
      `SELECT closing_examined_rows.memberId FROM closing_examined_rows
         JOIN closings ON closings.id = closing_examined_rows.closingId AND closings.round = closing_examined_rows.round
        WHERE closings.branchId = ? AND closings.period = ? ORDER BY closing_examined_rows.memberId`,
      [this.branchId(key), this.period],
    );
    const office: Actor = this.cast.actor('office', null);
    for (const [index, { memberId }] of rows.entries()) {
      const isProblem = outcome[key] === 'returned' && index < 2;
      const wish = isProblem
        ? { finding: 'problem' as const, text: '志愿服务佐证缺主办单位证明' }
        : { finding: 'inOrder' as const, text: null };
      await this.stage.services.get(BureauExaminations).find(this.branchId(key), this.period, memberId, wish, office);
    }
  }

  private async publish(key: BranchKey): Promise<void> {
    const publications = this.stage.services.get(ClosingPublications);
    const contact = '纪检委员，支部办公室';
    await publications.publish(
      this.branchId(key),
      this.period,
      await this.version(key),
      contact,
      this.cast.opener(key),
    );
  }

  private branchId(key: BranchKey): number {
    return this.stage.laid.unitIds.get(key)!;
  }

  private async listed(key: BranchKey): Promise<Set<number>> {
    const rows = await this.stage.database.rows<{ memberId: number }>(
      `SELECT closing_rows.memberId FROM closing_rows
         JOIN closings ON closings.id = closing_rows.closingId AND closings.revision = closing_rows.revision
        WHERE closings.branchId = ? AND closings.period = ? AND closing_rows.home = 1`,
      [this.branchId(key), this.period],
    );
    return new Set(rows.map(({ memberId }) => memberId));
  }

  private async version(key: BranchKey): Promise<number> {
    return (await this.closing(key))?.version ?? 0;
  }

  private async state(key: BranchKey): Promise<string> {
    return (await this.closing(key))?.state ?? 'notGenerated';
  }

  private closing(key: BranchKey): Promise<{ version: number; state: string } | undefined> {
    return this.stage.database.row('SELECT version, state FROM closings WHERE branchId = ? AND period = ?', [
      this.branchId(key),
      this.period,
    ]);
  }
}
