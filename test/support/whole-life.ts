import { randomUUID } from 'node:crypto';
import { pdf } from '../evidence/files.js';
import type { Answer, Client, Json, Service } from './app.js';
import { decideWith, giveOffice, handle, laterOn, missedMeeting, object, slip, step, talk } from './disputes.js';
import { aBranchAtWork, type BranchAtWork, makeReady, publish, sheetsOf, take } from './month.js';
import { aUnit, anAccount } from './organisation.js';

/** What became of one month of one branch, with everything in it that a month can hold. */
export interface Life {
  branch: BranchAtWork;
  id: number;
  /** In roster order: secretary, organisation commissioner, deputy, discipline commissioner, group leader, four members. */
  sheets: number[];
  /** The objection that was upheld and then appealed against, and the anonymous one that was rejected. */
  upheld: string;
  rejected: string;
  /** The slip that was issued, the one that corrected it, one that was refused and one that was withdrawn as a draft. */
  slips: { issued: number; again: number; refused: number; withdrawn: number };
}

const at = (day: string) => `${day}T02:00:00.000Z`;

/** The answer's body; anything else than 2xx is an error that says what was refused. */
async function done(answer: Promise<Answer>): Promise<Json> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** What the branch and its members are called, where that matters. */
export type BranchNames = Pick<NonNullable<Parameters<typeof aBranchAtWork>[2]>, 'name' | 'wishes'>;

/**
 * Lives November 2026 over HTTP, from the day on which it opens by itself until it is archived. `tick` is what every instance does once a
 * minute; it is called whenever the clock was moved.
 */
export async function aWholeLife(
  service: Service,
  bureauId: number,
  tick: () => Promise<unknown>,
  named: BranchNames = {},
): Promise<Life> {
  const day = async (wanted: string) => {
    await laterOn(service, at(wanted));
    await tick();
  };
  await laterOn(service, at('2026-11-05'));
  const { branch, leader } = await aBranch(service, bureauId, named);
  const [secretary, commissioner, , discipline, , paperMember, claimant, late] = branch.members as Client[];
  await tick();
  const { items } = await done(secretary!.get(`/api/v1/branches/${branch.branchId}/months`));
  const id: number = items[0].id;
  const sheets = (await sheetsOf(branch, id)).map((sheet) => sheet.id);
  const onSheet = (client: Client, index: number, what: string, body?: object) =>
    done(
      client
        .get(`/api/v1/sheets/${sheets[index]}`)
        .then(({ version }) => client.put(`/api/v1/sheets/${sheets[index]}/${what}`, body, { version: version! })),
    );

  // Self-assessment: with evidence, on paper, with more time; the last one hands nothing in.
  const query = new URLSearchParams({ requestId: randomUUID(), fileName: '证明.pdf' });
  const upload = { headers: { 'content-type': 'application/octet-stream' } };
  const kept = await done(claimant!.post(`/api/v1/sheets/${sheets[6]}/evidence?${query}`, pdf(), upload));
  const claim = { itemCode: 'C-01', count: 2, occurredOn: '2026-11-03', description: '志愿服务' };
  await onSheet(claimant!, 6, 'submission', { lines: [{ ...claim, evidenceFileIds: [kept.id] }] });
  for (const index of [0, 1, 2, 3, 4]) await onSheet(branch.members[index]!, index, 'submission', { lines: [] });
  await day('2026-11-06');
  const paper = { reason: '没有智能手机', consent: 'signedPaper', consentNote: '签字表', receivedOn: '2026-11-06' };
  await onSheet(leader, 5, 'proxy-submission', { lines: [], ...paper });
  await onSheet(secretary!, 7, 'extension', { until: '2026-11-12', reason: '住院' });

  // The window closes by itself; the group's leader says something else about one sheet.
  await day('2026-11-09');
  const fewer = { number: 1, outcome: 'changed', count: 1, reason: '签到表只有一次' };
  await onSheet(leader, 6, 'pre-review', { decisions: [fewer], additions: [] });
  for (const each of [leader, commissioner!, secretary!]) await done(take(each, id, 'agreements'));

  // The review begins by itself on the theme day.
  await day('2026-11-10');
  await onSheet(late!, 7, 'submission', { lines: [] });
  await meet(branch, id, { number: 1, heldOn: '2026-11-10', about: sheets[6]! });
  await done(take(secretary!, id, 'acceptances'));
  const accepted = { decisions: [{ number: 1, outcome: 'accepted' }], additions: [], complete: true };
  await onSheet(secretary!, 6, 'review', accepted);
  await onSheet(secretary!, 8, 'exemption', { reason: 'approvedExemption', note: '长期病休' });
  await decideTheRest(branch, id);
  await close(branch, id, 1);
  await done(publish(branch, id));
  await done(take(paperMember!, id, 'receipt'));
  const closedWithIt = await done(object(paperMember!, sheets[6]!));

  // Withdrawn, decided anew and published again: what was objected to is closed with it.
  await day('2026-11-11');
  await done(take(secretary!, id, 'withdrawal', { reason: '一人漏评' }));
  const { version } = await secretary!.get(`/api/v1/sheets/${sheets[6]}`);
  await done(secretary!.delete(`/api/v1/sheets/${sheets[6]}/review`, { version: version! }));
  await onSheet(secretary!, 6, 'review', withTalk);
  await meet(branch, id, { number: 2, heldOn: '2026-11-11', about: sheets[6]! });
  await close(branch, id, 2);
  await done(makeReady(branch, id));
  const back = await secretary!.get(`/api/v1/branch-months/${id}`);
  await done(secretary!.delete(`/api/v1/branch-months/${id}/readiness`, { version: back.version! }));
  await done(publish(branch, id));
  expect((await paperMember!.get('/api/v1/objections')).body.items[0]).toMatchObject({
    key: closedWithIt.key,
    state: 'closed',
  });

  // One objection is upheld and the changed row appealed against; an anonymous one is rejected, a third taken back.
  await day('2026-11-12');
  const { key: upheld } = await done(object(paperMember!, sheets[6]!));
  const { key: rejected } = await done(object(late!, sheets[5]!, { anonymous: true }));
  const { key: takenBack } = await done(object(claimant!, sheets[7]!));
  await done(claimant!.put(`/api/v1/objections/${takenBack}/withdrawal`, undefined, { version: 1 }));
  await done(handle(discipline!, id, upheld, 'acknowledgement'));
  await day('2026-11-13');
  const changed = { outcome: 'upheld', answer: '签到表无其签名', changes: missedMeeting };
  await done(handle(discipline!, id, upheld, 'answer', changed));
  await done(handle(discipline!, id, rejected, 'answer', { outcome: 'rejected', answer: '核查无误' }));
  await day('2026-11-16');
  const appeal = { reason: '当天请假已备案' };
  await done(claimant!.put(`/api/v1/objections/${upheld}/appeal`, appeal, { version: 3 }));

  // Confirmed without the disputed row, which is confirmed when it is settled.
  await day('2026-11-19');
  await done(take(secretary!, id, 'confirmation'));
  const final = { outcome: 'upheld', answer: '请假属实', changes: onLeave };
  await done(handle(branch.bureauOffice, id, upheld, 'appeal-answer', final));
  await day('2026-11-26');
  await done(secretary!.put(`/api/v1/branch-months/${id}/row-confirmation`));

  const slips = await correct(service, branch, sheets, commissioner!);
  await done(take(commissioner!, id, 'report', { note: '' }));
  await done(take(branch.bureauOffice, id, 'report-return', { reason: '第三项请核对' }));
  await done(take(commissioner!, id, 'report', { note: '已核对' }));
  await done(take(branch.bureauOffice, id, 'acceptance', {}));
  await tick();
  return { branch, id, sheets, upheld, rejected, slips };
}

const withTalk = { decisions: [{ number: 1, outcome: 'accepted' }], additions: [talk], complete: true };
const onLeave = { lines: [{ number: 1002, outcome: 'refused', reason: '请假属实' }], additions: [], scoring: null };

/** Nine: four in office, and a group of five that one of them leads. November's theme day is the 10th, and everything goes by itself. */
async function aBranch(
  service: Service,
  bureauId: number,
  named: BranchNames,
): Promise<{ branch: BranchAtWork; leader: Client }> {
  const { database } = service;
  const branch = await aBranchAtWork(service, bureauId, { size: 9, preReview: true, ...named });
  const { id: groupId } = await aUnit(database, { kind: 'group', parentId: branch.branchId });
  await database.write(async () => {
    await database.change(
      `UPDATE memberships SET groupId = ? WHERE memberId IN (${branch.memberIds.slice(4).join(', ')})`,
      [groupId],
    );
    await database.change(
      "UPDATE branch_settings SET objectionsAnonymous = 1, automaticOpening = 1, themeDayRule = 'day:10' WHERE branchId = ?",
      [branch.branchId],
    );
  });
  await giveOffice(service, branch, 3, 'disciplineCommissioner');
  const leader = await giveOffice(service, branch, 4, 'groupLeader', groupId);
  return { branch, leader };
}

async function meet(
  { commissioner, memberIds }: BranchAtWork,
  id: number,
  { number, heldOn, about }: { number: number; heldOn: string; about: number },
): Promise<void> {
  const [chairMemberId, recorderMemberId, deputy] = memberIds;
  const record = {
    ...{
      heldOn,
      time: '15:30',
      place: '三楼会议室',
      topic: '评定11月党员积分',
      notes: '',
      chairMemberId,
      recorderMemberId,
    },
    attendance: [
      { memberId: deputy, seat: 'voting', presence: 'leave', reason: '出差' },
      { memberId: chairMemberId, seat: 'voting', presence: 'present' },
      { memberId: recorderMemberId, seat: 'voting', presence: 'present' },
    ],
    votes: [{ sheetId: about, lineNumber: 1, question: '志愿服务是否计分', inFavour: 2, against: 0, abstaining: 0 }],
  };
  const path = `/api/v1/branch-months/${id}/meetings/${number}`;
  await done(commissioner.put(path, record, { version: 0 }));
  await done(commissioner.put(path, { ...record, notes: '全体通过' }, { version: 1 }));
}

async function close({ commissioner }: BranchAtWork, id: number, number: number): Promise<void> {
  const path = `/api/v1/branch-months/${id}/meetings/${number}/closing`;
  await done(commissioner.put(path, undefined, { version: 2 }));
}

async function decideTheRest(branch: BranchAtWork, id: number): Promise<void> {
  for (const { id: sheetId, state, ownCase } of await sheetsOf(branch, id))
    if (state !== 'decided' && state !== 'notScored')
      await decideWith(ownCase ? branch.deputy : branch.secretary, sheetId, []);
}

/** A slip that is issued, a second one that takes back what the first said, one refused, and a draft that is thrown away. */
async function correct(
  service: Service,
  branch: BranchAtWork,
  sheets: readonly number[],
  commissioner: Client,
): Promise<Life['slips']> {
  const { secretary, bureauOffice } = branch;
  const clerk = await service.as(await anAccount(service.database, { roles: [['bureauOffice', branch.bureauId]] }));
  const issue = async (correctionId: number) => {
    await done(step(commissioner, correctionId, 'proposal'));
    await done(step(secretary, correctionId, 'decision'));
    await done(step(bureauOffice, correctionId, 'countersignature'));
    await done(step(clerk, correctionId, 'issue'));
    return correctionId;
  };
  const { id: withdrawn } = await done(slip(commissioner, sheets[7]!, missedMeeting));
  await done(step(commissioner, withdrawn, 'withdrawal', { reason: '写错了人' }));
  const { id: refused } = await done(slip(commissioner, sheets[7]!, missedMeeting));
  await done(step(commissioner, refused, 'proposal'));
  await done(step(secretary, refused, 'refusal', { reason: '证据不足' }));
  const { id: first } = await done(slip(commissioner, sheets[5]!, missedMeeting));
  const rewritten = { reason: '签到表复核', evidence: '签到表 11 号', changes: missedMeeting };
  await done(commissioner.put(`/api/v1/corrections/${first}`, rewritten, { version: 1 }));
  const issued = await issue(first);
  await done(branch.members[5]!.put(`/api/v1/correction-receipts/${issued}`));
  const struck = { lines: [{ number: 1001, outcome: 'refused', reason: '请假属实' }], additions: [], scoring: null };
  const again = await issue((await done(slip(commissioner, sheets[5]!, struck))).id);
  return { issued, again, refused, withdrawn };
}
