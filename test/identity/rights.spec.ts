import { type Action, actions, type Holding, type Role, roles } from '#src/http/allow.js';
import { may, nowhere, rights, rolesOfUnit, unitPathsWith } from '#src/identity/rights.js';

/** A bureau (1) with two branches (2, 3); branch 2 has two groups (4, 5). Member 7 is in branch 2. */
const bureau = '/1/';
const branch = '/1/2/';
const otherBranch = '/1/3/';
const group = '/1/2/4/';
const otherGroup = '/1/2/5/';
const everywhere = [bureau, branch, otherBranch, group, otherGroup];

const homeOf: Record<Role | 'member', string> = {
  groupLeader: group,
  witness: branch,
  organisationCommissioner: branch,
  disciplineCommissioner: branch,
  secretary: branch,
  deputySecretary: branch,
  bureauOffice: bureau,
  auditor: bureau,
  systemAdministrator: bureau,
  member: branch,
};
const holders: (Role | 'member')[] = ['member', ...roles];
const holding = (role: Role | 'member'): Holding => ({ role, unitPath: homeOf[role] });

/** domain/process.md read aloud: what each role may do at all, whatever the place. */
const expected: Record<Role | 'member', string> = {
  member: `
    closing.acknowledge closingBoard.read closing.object ownClosing.read
    board.acknowledge board.read correction.read member.history month.read objection.raise roster.read
    scheme.read sheet.read sheet.write trail.read unit.read
  `,
  groupLeader: `
    roster.read scheme.read sheet.preReview sheet.proxy sheet.read unit.read
  `,
  witness: `
    board.read meeting.read month.check month.read month.witness scheme.read sheet.read unit.read
  `,
  organisationCommissioner: `
    closing.answer closingBoard.read closing.generate closing.notePaper closing.propose
    closing.publish closing.read ownClosing.read
    board.archive board.read board.receipts correction.issue correction.propose correction.read meeting.keep
    meeting.read member.history month.check month.open month.publish month.read month.report month.review
    objection.handle objection.read publication.export roster.manage roster.read scheme.read settings.manage
    settings.read sheet.exempt sheet.extend sheet.preReview sheet.proxy sheet.read statistics.read summary.read
    unit.read
  `,
  disciplineCommissioner: `
    closing.answer closingBoard.read closing.propose closing.read ownClosing.read
    board.archive board.read board.receipts correction.propose correction.read meeting.read member.history
    month.check month.read objection.handle objection.read publication.export roster.read scheme.read
    settings.read sheet.read statistics.read summary.read unit.read
  `,
  secretary: `
    closing.answer closingBoard.read closing.confirm closing.examine closing.explain
    closing.generate closing.notePaper closing.propose closing.publish closing.read
    ownClosing.read closing.withdraw
    board.archive board.read board.receipts correction.decide correction.issue correction.propose
    correction.read meeting.keep meeting.read member.history month.approve month.confirm month.open
    month.publish month.read month.report month.review month.withdraw objection.handle objection.read
    ownItems.manage publication.export roster.read scheme.read settings.manage settings.read sheet.decide
    sheet.exempt sheet.extend sheet.preReview sheet.proxy sheet.read statistics.read summary.read trail.read
    unit.read verification.read
  `,
  deputySecretary: `
    closing.answer closingBoard.read closing.confirm closing.examine closing.explain
    closing.generate closing.notePaper closing.propose closing.publish closing.read
    ownClosing.read closing.withdraw
    board.archive board.read board.receipts correction.decide correction.issue correction.propose
    correction.read meeting.keep meeting.read member.history month.approve month.confirm month.open
    month.publish month.read month.report month.review month.withdraw objection.handle objection.read
    ownItems.manage publication.export roster.read scheme.read settings.manage settings.read sheet.decide
    sheet.exempt sheet.extend sheet.preReview sheet.proxy sheet.read statistics.read summary.read trail.read
    unit.read verification.read
  `,
  bureauOffice: `
    closing.accept closing.answer closing.archive closingBoard.read closing.generate
    closing.read ownClosing.read
    appeal.decide board.archive board.read calendar.manage correction.countersign correction.decide
    correction.issue correction.read meeting.read member.history month.accept month.read objection.handle
    objection.read publication.export roster.manage roster.read scheme.manage scheme.read settings.manage
    settings.read sheet.decide sheet.read statistics.read summary.read trail.read unit.manage unit.read
    verification.read
  `,
  auditor: `
    closingBoard.read closing.read ownClosing.read
    board.archive board.read correction.read meeting.read member.history month.read objection.read
    publication.export roster.read scheme.read settings.read sheet.read statistics.read summary.read trail.read
    unit.read verification.read
  `,
  systemAdministrator: `
    account.manage role.manage roster.read unit.manage unit.read
  `,
};

const points: Action[] = [
  'board.read',
  'member.history',
  'month.read',
  'sheet.read',
  'statistics.read',
  'summary.read',
  'trail.read',
  'verification.read',
];

describe('the table of rights', () => {
  test.each(holders)('%s may do what the page on the process says, and nothing else', (role) => {
    const allowed = actions.filter((action) => rights[action][role] !== undefined);
    expect(allowed.sort()).toEqual(expected[role].trim().split(/\s+/).sort());
  });

  test('every role reaches as far as the table says, in every place, for one’s own and for another’s', () => {
    let walked = 0;
    for (const role of holders)
      for (const action of actions)
        for (const unitPath of everywhere)
          for (const memberId of [7, 8, null]) {
            const reach = rights[action][role];
            const home = homeOf[role];
            const allowed =
              reach === 'everywhere' ||
              (reach === 'own' && memberId === 7) ||
              ((reach === 'subtree' || reach === 'ownBranch') && unitPath.startsWith(home));
            const actor = { memberId: 7, holdings: [holding(role)] };
            expect([role, action, unitPath, memberId, may(action, actor, { unitPath, memberId })]).toEqual([
              ...[role, action, unitPath, memberId],
              allowed,
            ]);
            walked += 1;
          }
    expect(walked).toBe(holders.length * actions.length * everywhere.length * 3);
  });

  test('who holds nothing may do nothing', () => {
    for (const action of actions)
      expect([action, may(action, { memberId: 7, holdings: [] }, { unitPath: branch, memberId: 7 })]).toEqual([
        action,
        false,
      ]);
  });

  test('the secretary of one branch reaches neither the branch beside it nor one whose number begins alike', () => {
    const actor = { memberId: null, holdings: [{ role: 'secretary', unitPath: '/1/2/' } as const] };
    for (const unitPath of ['/1/', '/1/3/', '/1/22/', '/11/2/'])
      expect([unitPath, may('month.publish', actor, { unitPath, memberId: null })]).toEqual([unitPath, false]);
    expect(may('month.publish', actor, { unitPath: group, memberId: null })).toBe(true);
  });

  test('a group leader reaches his group and nothing of the one beside it', () => {
    const actor = { memberId: 9, holdings: [holding('groupLeader')] };
    expect(may('roster.read', actor, { unitPath: group, memberId: 7 })).toBe(true);
    expect(may('roster.read', actor, { unitPath: otherGroup, memberId: 7 })).toBe(false);
    expect(may('sheet.read', actor, { unitPath: group, memberId: 7 })).toBe(true);
    expect(may('sheet.read', actor, { unitPath: otherGroup, memberId: 7 })).toBe(false);
    expect(may('sheet.decide', actor, { unitPath: group, memberId: 7 })).toBe(false);
  });

  test('a member of no branch today still reads what is his own, and no branch’s board', () => {
    const actor = { memberId: 7, holdings: [{ role: 'member', unitPath: nowhere } as const] };
    expect(may('sheet.read', actor, { unitPath: branch, memberId: 7 })).toBe(true);
    expect(may('member.history', actor, { unitPath: otherBranch, memberId: 7 })).toBe(true);
    expect(may('scheme.read', actor, { unitPath: bureau, memberId: null })).toBe(true);
    for (const action of ['board.read', 'month.read', 'unit.read'] as const)
      expect([action, may(action, actor, { unitPath: branch, memberId: 7 })]).toEqual([action, false]);
    expect(unitPathsWith('board.read', actor)).toEqual([]);
  });

  test('an account without a member owns nothing, not even what belongs to nobody', () => {
    const actor = { memberId: null, holdings: [{ role: 'member', unitPath: nowhere } as const] };
    expect(may('sheet.write', actor, { unitPath: branch, memberId: null })).toBe(false);
  });

  test('the administrator sees no points, and the auditor changes nothing', () => {
    for (const action of points) expect([action, rights[action].systemAdministrator]).toEqual([action, undefined]);
    for (const action of actions.filter((name) => !/\.(read|history|archive|export)$/.test(name)))
      expect([action, rights[action].auditor]).toEqual([action, undefined]);
  });

  test('what is one’s own is a right of members only, and members have no right over others', () => {
    for (const action of actions)
      for (const role of roles) expect([action, role, rights[action][role]]).not.toEqual([action, role, 'own']);
    for (const action of actions) expect(rights[action].member).not.toBe('subtree');
  });

  test('lists are cut to the beginnings of the paths in which the right is held, each named once', () => {
    const holdings: Holding[] = [
      { role: 'secretary', unitPath: branch },
      { role: 'organisationCommissioner', unitPath: branch },
      { role: 'auditor', unitPath: otherBranch },
      { role: 'member', unitPath: otherBranch },
    ];
    expect(unitPathsWith('month.read', { holdings })).toEqual([branch, otherBranch]);
    expect(unitPathsWith('month.publish', { holdings })).toEqual([branch]);
    expect(unitPathsWith('sheet.write', { holdings })).toEqual([]);
    expect(unitPathsWith('scheme.read', { holdings })).toEqual(['/']);
  });

  test('no unit above a branch has a role that decides, opens, publishes or confirms there, but for the bureau’s own cases', () => {
    const above = [...rolesOfUnit.bureau, ...rolesOfUnit.generalBranch];
    for (const action of ['month.open', 'month.review', 'month.publish', 'month.confirm', 'sheet.exempt'] as const)
      expect([action, above.filter((role) => rights[action][role])]).toEqual([action, []]);
    expect(new Set(Object.values(rolesOfUnit).flat())).toEqual(new Set(roles));
  });
});
