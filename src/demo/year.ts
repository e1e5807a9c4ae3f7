import type { INestApplicationContext } from '@nestjs/common';
import { Acceptances } from '../assessments/acceptances.service.js';
import { written } from '../assessments/lines.js';
import { PreReviewRecords } from '../assessments/pre-review-records.service.js';
import { whyNotPreReview } from '../assessments/pre-reviewers.js';
import { PreReviews } from '../assessments/pre-reviews.service.js';
import { Readiness } from '../assessments/readiness.service.js';
import { Reports } from '../assessments/reports.service.js';
import { SignOffs } from '../assessments/sign-offs.service.js';
import { Openings } from '../assessments/openings.service.js';
import { Reviews } from '../assessments/reviews.service.js';
import { Submissions } from '../assessments/submission.service.js';
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  lastDayOf,
  type Instant,
  type Month,
  monthOf,
  type StoppedClock,
} from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Publications } from '../publication/publications.service.js';
import type { Laid } from './lay-out.js';
import { Cases } from './cases.js';
import { Cast } from './cast.js';
import { Half } from './half.js';
import { addOwnItem, allowOwnItems, leaveDraft } from './rule.js';
import { type BranchKey, branches, type DemoBranch, members, onPaper } from './people.js';
import { type Claimed, story } from './story.js';

/** How far a branch's month is told: the past to its end, the running one as far as each branch has come. */
type Until = 'selfAssessment' | 'halfReviewed' | 'ready' | 'published' | 'reported' | 'archived';

/** The running month: one branch has published, one waits for its approval, one is half reviewed, one assesses itself. */
const runningMonth: Record<BranchKey, { until: Until; themeDayFromToday: number }> = {
  retired: { until: 'ready', themeDayFromToday: -1 },
  office: { until: 'published', themeDayFromToday: -4 },
  industry: { until: 'halfReviewed', themeDayFromToday: 0 },
  information: { until: 'selfAssessment', themeDayFromToday: 2 },
};

/** In the running month these two still have something to do: one assesses himself, one has had the sheet returned. */
const stillToAssess = 'YC03-01';
const toBeReturned = 'YC02-07';

const contact: Record<BranchKey, string> = {
  office: '组织委员 顾晓岚，支部办公室',
  industry: '纪检委员 刘洋帆，电话 8123，支部办公室',
  information: '组织委员 欧阳青山，302 室',
  retired: '书记 田守信，老干部活动室',
};

interface SheetRow {
  id: number;
  version: number;
  memberId: number;
  state: string;
  profileCode: string;
}

/** Tells the demo's year by the very commands that people give, each at its own time and in its own person's name. */
export class Year {
  private readonly numberOf: Map<number, string>;
  private readonly now: Instant;
  private readonly today: Day;
  private readonly cast: Cast;
  private readonly cases: Cases;
  private readonly lastMonths: Partial<Record<BranchKey, number>> = {};

  constructor(
    private readonly services: INestApplicationContext,
    private readonly database: Database,
    private readonly clock: StoppedClock,
    private readonly laid: Laid,
  ) {
    this.numberOf = new Map([...laid.memberIds].map(([memberNumber, id]) => [id, memberNumber]));
    this.now = clock.now();
    this.today = dayOf(this.now);
    this.cast = new Cast(laid);
    this.cases = new Cases({ services, database, laid, cast: this.cast, at: (day, hour) => this.at(day, hour) });
  }

  async tell(firstMonth: Month): Promise<void> {
    const running = monthOf(this.today);
    const { services, database, laid, today } = this;
    const at = (day: Day, hour: number) => this.at(day, hour);
    const half = new Half({ services, database, laid, today, at }, firstMonth.slice(0, 4));
    const afterHalf = addMonths(firstMonth, 6);
    for (let month = firstMonth; month < running; month = addMonths(month, 1)) {
      if (month === afterHalf) await half.tell();
      await this.rule(month, firstMonth);
      for (const branch of branches)
        await this.month(
          branch,
          month,
          dayIn(month, branch.themeDay),
          month < addMonths(running, -1) ? 'archived' : 'reported',
        );
    }
    if (running === afterHalf) await half.tell();
    for (const branch of branches) {
      const { until, themeDayFromToday } = runningMonth[branch.key];
      await this.month(branch, running, within(running, addDays(this.today, themeDayFromToday)), until);
    }
    await half.publishLast();
    this.clock.set(this.now);
    await this.cases.correct(this.lastMonths, this.today);
    await leaveDraft(this.services, this.cast.actor('office', null));
  }

  /** What is changed in the rule from this month on, in the last days of the month before it. */
  private async rule(month: Month, firstMonth: Month): Promise<void> {
    this.at(addDays(dayIn(month, 1), -2), 2);
    if (month === addMonths(firstMonth, 3)) await allowOwnItems(this.services, this.cast.actor('office', null), month);
    if (month === addMonths(firstMonth, 4))
      await addOwnItem(this.services, this.cast.decider('information'), this.laid.unitIds.get('information')!, month);
  }

  private async month({ key }: DemoBranch, month: Month, themeDay: Day, until: Until): Promise<void> {
    const branchId = this.laid.unitIds.get(key)!;
    const selfDay = [addDays(themeDay, -4), dayIn(month, 1)].sort()[1]!;
    const selfAssessmentUntil = until === 'halfReviewed' ? this.today : [addDays(themeDay, -1), selfDay].sort()[1]!;

    this.at(addDays(themeDay, -7), 1);
    const wish = { month, themeDay, selfAssessmentUntil };
    const id = await this.services.get(Openings).open(branchId, wish, this.cast.opener(key));
    this.at(selfDay, 2);
    await this.assess(id, month, selfDay, until);
    const of = { key, branchMonthId: id };
    if (until === 'selfAssessment') return this.cases.whileAssessing(of, selfDay, selfAssessmentUntil);

    if (preReviews(key)) await this.preReview(key, id, month, themeDay);

    this.at(themeDay, 3);
    await this.services.get(Openings).startReview(id, await this.version(id), this.cast.opener(key));
    this.at(themeDay, 4);
    await this.review(key, id, month, selfDay, until);
    const isMet = until === 'published' || (until === 'reported' && key === 'industry');
    if (isMet || until === 'halfReviewed') await this.cases.meet(of, dayOf(this.clock.now()), { close: isMet });
    if (until === 'halfReviewed') return;
    await this.signOff(key, id, month, until);
    if (until === 'ready') return;

    const publishedOn = [addDays(themeDay, 3), this.today].sort()[0]!;
    this.at(publishedOn, 5);
    const publication = { workingDays: 3, contact: contact[key] };
    await this.services.get(Publications).publish(id, await this.version(id), publication, this.cast.opener(key));
    if (until === 'published') return this.cases.whilePublished(of);
    const answeredOn =
      until === 'reported' && key === 'industry' ? await this.cases.uphold(of, publishedOn) : undefined;

    const calendar = await this.services.get(Calendars).current();
    this.at(addDays(calendar.add(publishedOn, 3), 1), 1);
    await this.services.get(Publications).confirm(id, await this.version(id), this.cast.decider(key));
    if (answeredOn !== undefined) await this.cases.confirmRows(of, answeredOn);
    await this.report(key, id, until);
    if (until === 'reported') this.lastMonths[key] = id;
  }

  /** Leaders look at the sheets of their groups, the commissioner at the leaders' own and those of a group without one. */
  private async preReview(key: BranchKey, branchMonthId: number, month: Month, themeDay: Day): Promise<void> {
    this.at(addDays(themeDay, -1), 1);
    await this.services
      .get(Openings)
      .startPreReview(branchMonthId, await this.version(branchMonthId), this.cast.opener(key));
    this.at(addDays(themeDay, -1), 2);
    const cases = await this.services.get(PreReviewRecords).casesOf([branchMonthId], dayOf(this.clock.now()));
    const people = [...this.cast.leaders(key), this.cast.opener(key), this.cast.decider(key)];
    const turnOf = (sheet: SheetRow) => people.find((actor) => whyNotPreReview(actor, cases.get(sheet.id)!) === null);
    for (const sheet of await this.sheets(branchMonthId, 'submitted')) {
      const actor = turnOf(sheet);
      if (!actor) continue;
      const told = this.told(sheet, month, addDays(themeDay, -4));
      const decisions = told.trimmed ? told.self.map((line, index) => decision(line, index + 1, true)) : [];
      const by = { sheetId: sheet.id, version: sheet.version, actor };
      await this.services.get(PreReviews).give(by, { decisions, additions: [] });
    }
  }

  private async signOff(key: BranchKey, branchMonthId: number, month: Month, until: Until): Promise<void> {
    const by = async (actor: Actor) => ({ branchMonthId, version: await this.version(branchMonthId), actor });
    const [readiness, signOffs] = [this.services.get(Readiness), this.services.get(SignOffs)];
    const witness = this.cast.holding('witness', key);
    if (witness) await readiness.witness(await by(witness));
    await readiness.begin(await by(this.cast.opener(key)), `〔${month.slice(0, 4)}〕${Number(month.slice(5))} 号`);
    const checker = this.cast.holding('disciplineCommissioner', key) ?? witness ?? this.cast.opener(key);
    await signOffs.check(await by(checker), '已逐项核对，无涉密和隐私内容');
    if (until !== 'ready') await signOffs.approve(await by(this.cast.decider(key)));
  }

  private async report(key: BranchKey, branchMonthId: number, until: Until): Promise<void> {
    const reports = this.services.get(Reports);
    const by = async (actor: Actor) => ({ branchMonthId, version: await this.version(branchMonthId), actor });
    await reports.take('report', await by(this.cast.opener(key)), '');
    if (until === 'archived')
      await reports.take('acceptance', await by(this.cast.actor('office', null)), '抽查一成，与记录一致');
  }

  private async assess(branchMonthId: number, month: Month, lastDay: Day, until: Until): Promise<void> {
    for (const sheet of await this.sheets(branchMonthId, 'draft')) {
      const memberNumber = this.numberOf.get(sheet.memberId)!;
      const told = this.told(sheet, month, lastDay);
      const running = until === 'selfAssessment' || until === 'halfReviewed';
      const waiting = running ? this.isWaiting(sheet, until) : told.silent;
      if (waiting && memberNumber !== toBeReturned) continue;
      const by = { sheetId: sheet.id, version: sheet.version, actor: this.cast.member(memberNumber) };
      const vague = until === 'halfReviewed' && memberNumber === toBeReturned;
      const self = vague ? [vagueClaim(lastDay)] : told.self;
      if (running && this.cases.photographed.has(memberNumber))
        self.splice(0, self.length, await this.cases.claimWithFile(memberNumber, sheet.id, lastDay));
      await this.services.get(Submissions).submit(by, self.map(written));
    }
  }

  private isWaiting({ memberId }: SheetRow, until: Until): boolean {
    const memberNumber = this.numberOf.get(memberId)!;
    if (memberNumber === stillToAssess || onPaper.has(memberNumber)) return true;
    return until === 'halfReviewed' && memberId % 9 === 0;
  }

  private async review(key: BranchKey, branchMonthId: number, month: Month, lastDay: Day, until: Until): Promise<void> {
    const half = until === 'halfReviewed';
    if (!half)
      await this.services
        .get(Acceptances)
        .acceptUnchanged(branchMonthId, await this.version(branchMonthId), this.cast.decider(key));
    const waiting = await this.sheets(branchMonthId, 'submitted', 'preReviewed', ...(half ? [] : ['draft']));
    const returned = half ? waiting.find(({ memberId }) => this.numberOf.get(memberId) === toBeReturned) : undefined;
    for (const sheet of half ? waiting.filter((one) => one !== returned).slice(0, 4) : waiting) {
      const told = this.told(sheet, month, lastDay);
      const decisions = (sheet.state === 'draft' ? [] : told.self).map((line, index) =>
        decision(line, index + 1, told.trimmed),
      );
      const by = { sheetId: sheet.id, version: sheet.version, actor: this.cast.deciderOf(key, sheet.memberId) };
      await this.services.get(Reviews).decide(by, { decisions, additions: told.added.map(written) }, true);
    }
    await this.returnOne(key, returned);
  }

  private async returnOne(key: BranchKey, sheet: SheetRow | undefined): Promise<void> {
    if (!sheet) return;
    const by = { sheetId: sheet.id, version: sheet.version, actor: this.cast.deciderOf(key, sheet.memberId) };
    await this.services.get(Reviews).giveBack(by, '请写明两次志愿服务的时间、地点，并补上签到表，再提交。');
  }

  private told(sheet: SheetRow, month: Month, lastDay: Day) {
    return story(this.numberOf.get(sheet.memberId)!, month, { light: sheet.profileCode === 'light', lastDay });
  }

  private sheets(branchMonthId: number, ...states: string[]): Promise<SheetRow[]> {
    return this.database.rows<SheetRow>(
      `SELECT id, version, memberId, state, profileCode FROM sheets
        WHERE branchMonthId = ? AND state IN (${states.map(() => '?').join(', ')}) ORDER BY rosterOrder`,
      [branchMonthId, ...states],
    );
  }

  private async version(branchMonthId: number): Promise<number> {
    const row = await this.database.row<{ version: number }>('SELECT version FROM branch_months WHERE id = ?', [
      branchMonthId,
    ]);
    return row!.version;
  }

  /** Puts the clock to an hour (UTC) of a day, but never into the future. */
  private at(day: Day, hour: number): void {
    const wanted = `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;
    this.clock.set(wanted < this.now ? wanted : this.now);
  }
}

const preReviews = (key: BranchKey) => branches.find((branch) => branch.key === key)!.preReview;

const vagueClaim = (occurredOn: Day): Claimed => ({
  itemCode: 'C-01',
  count: 2,
  occurredOn,
  description: '志愿服务两次',
  witness: '同组同志',
});

/** The day, or the nearest one within the month. */
function within(month: Month, day: Day): Day {
  if (day < dayIn(month, 1)) return dayIn(month, 1);
  return day > lastDayOf(month) ? lastDayOf(month) : day;
}

const dayIn = (month: Month, day: number): Day => `${month}-${String(day).padStart(2, '0')}`;

function decision(line: Claimed, number: number, trimmed: boolean) {
  const nothing = { optionCode: null, count: null, pointsHundredths: null };
  if (!trimmed || !line.count || line.count < 2)
    return { number, outcome: 'accepted' as const, ...nothing, reason: '' };
  const count = line.count - 1;
  return { number, outcome: 'changed' as const, ...nothing, count, reason: `签到表可核实 ${count} 次` };
}

/** How many people the demo has, for the text that `npm start` prints. */
export const memberCount = members.length;
