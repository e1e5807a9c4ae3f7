import { randomUUID } from 'node:crypto';
import { addDays, addMonths, type Day, type Month, monthOf } from '../calendar.js';
import { ExemptionApplications } from '../records/exemption-applications.service.js';
import { ReportFacts } from '../records/report-facts.service.js';
import type { TypedFact } from '../records/report-facts.js';
import { TalkRecords } from '../records/talk-records.service.js';
import type { Stage } from './cases.js';
import type { BranchKey } from './people.js';

/*
 * What the demo's branches record beside the sheets: a few talks, one of them amended, exemptions of every state, and the figures
 * that they typed for the half-year's report. One branch has typed nothing yet, so that the report has somebody to name.
 */

const typed: Partial<Record<BranchKey, number[]>> = {
  office: [2, 6, 0, 2, 1, 1, 3],
  industry: [2, 7, 12, 2, 1, 1, 4],
  information: [2, 6, 6, 1, 1, 1, 2],
};

const sources: readonly [TypedFact['code'], string][] = [
  ['memberMeetings', '党员大会记录本'],
  ['committeeMeetings', '支委会记录本'],
  ['groupMeetings', '党小组会记录本'],
  ['partyLectures', '党课安排表及签到表'],
  ['secretaryLectures', '党课安排表及签到表'],
  ['organisationalLife', '组织生活会材料'],
  ['volunteering', '志愿服务台账'],
];

/** In the last days of the year so far; nothing of it changes a sheet that is told already. */
export async function keepRecords(stage: Stage, firstMonth: Month, today: Day): Promise<void> {
  await exemptions(stage, today);
  await talks(stage, today);
  const { services, cast, laid } = stage;
  for (const [key, values] of Object.entries(typed) as [BranchKey, number[]][]) {
    const facts = values.map((value, index) => {
      const [code, source] = sources[index]!;
      return { code, value, source };
    });
    const branchId = laid.unitIds.get(key)!;
    const actor = cast.opener(key);
    const period = `${firstMonth.slice(0, 4)}-H1`;
    await services.get(ReportFacts).save({ branchId, period, version: 0, actor }, facts);
  }
}

async function talks({ services, cast, laid, at }: Stage, today: Day): Promise<void> {
  const id = (memberNumber: string) => laid.memberIds.get(memberNumber)!;
  const month = addMonths(monthOf(today), -1);
  const record = (key: BranchKey, wish: Omit<Parameters<TalkRecords['record']>[2], 'place' | 'talkerMemberId'>) => {
    const actor = cast.decider(key);
    const place = '支部活动室';
    const full = { ...wish, place, talkerMemberId: actor.memberId! };
    return services.get(TalkRecords).record(laid.unitIds.get(key)!, randomUUID(), full, actor);
  };
  at(addDays(today, -6), 6);
  const first = await record('industry', {
    memberId: id('YC02-11'),
    heldOn: addDays(today, -6),
    occasion: 'deduction',
    months: [month],
    topic: '主题党日期间多次离场，影响会场秩序。提醒其严格遵守组织生活纪律，有事先履行请假手续。',
    response: '当天接待企业来访，没有事先请假，认识到做法不妥，今后先请假再离场。',
    measures: '下月起主题党日提前安排好工作；由党小组组长在会前提醒。',
    amendsId: null,
  });
  at(addDays(today, -4), 6);
  await record('industry', {
    memberId: id('YC02-11'),
    heldOn: addDays(today, -4),
    occasion: 'deduction',
    months: [month],
    topic: '补充：核对签到记录后确认离场两次，其余时间在场。',
    response: '认可核对结果。',
    measures: '同前。',
    amendsId: first,
  });
  at(addDays(today, -3), 6);
  await record('information', {
    memberId: id('YC03-04'),
    heldOn: addDays(today, -3),
    occasion: 'lowMonth',
    months: [month],
    topic: '当月交办任务只完成一部分，得分明显低于以往。了解原因，明确补办时限。',
    response: '项目验收与走访任务时间冲突，已与组长商定分工。',
    measures: '十五日内补完剩余走访，并在下次主题党日上说明。',
    amendsId: null,
  });
}

async function exemptions({ services, cast, laid, at }: Stage, today: Day): Promise<void> {
  const next = addMonths(monthOf(today), 1);
  const office = cast.actor('office', null);
  const applications = services.get(ExemptionApplications);
  const apply = (key: BranchKey, memberNumber: string, wish: object) =>
    applications.apply(
      laid.unitIds.get(key)!,
      randomUUID(),
      {
        memberId: laid.memberIds.get(memberNumber)!,
        ...{ kind: 'exempt', reasonClass: 'illness', reason: '', fromMonth: next, untilMonth: addMonths(next, 5) },
        branchOpinion: '情况属实，经支委会研究同意，报机关党委审批。',
        ...wish,
      },
      cast.opener(key),
    );
  at(addDays(today, -9), 6);
  const ill = await apply('industry', 'YC02-14', { reason: '长期病休，不能参加组织活动，证明材料存支部。' });
  const seconded = await apply('office', 'YC01-09', {
    kind: 'light',
    reasonClass: 'secondment',
    reason: '借调市直单位工作半年，组织生活在借调单位参加，每月书面汇报一次。',
  });
  await apply('information', 'YC03-12', {
    kind: 'light',
    reasonClass: 'mobile',
    reason: '长期在外地居住，每季度返回一次，平时电话联系。',
    untilMonth: addMonths(next, 2),
  });
  at(addDays(today, -5), 6);
  await applications.approve({ exemptionId: ill, version: 1, actor: office }, '同意免于考核，期满需继续的另行申请。');
  await applications.approve({ exemptionId: seconded, version: 1, actor: office }, '同意按简项考核。');
}
