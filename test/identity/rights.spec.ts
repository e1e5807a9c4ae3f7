import { type Action, actions, type Holding, type Role, roles } from '#src/http/allow.js';
import { may, nowhere, rights, rolesOfUnit } from '#src/identity/rights.js';
import { holdsIn, includes, isEmpty, isWhole, scopeBelow, scopeOf, touches, within } from '#src/identity/scope.js';

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
  securityAdministrator: bureau,
  member: branch,
};
const holders: (Role | 'member')[] = ['member', ...roles];
const holding = (role: Role | 'member'): Holding => ({ role, unitPath: homeOf[role] });

/** domain/process.md read aloud: what each role may do at all, whatever the place. */
const expected: Record<Role | 'member', string> = {
  member: `
    board.acknowledge board.read closing.acknowledge closing.object closingBoard.read correction.read
    dataRequest.read exemption.read figures.read member.history month.read objection.raise ownClosing.read
    roster.read scheme.read sheet.read sheet.write talk.read trail.read unit.read veto.read
  `,
  groupLeader: `
    roster.read scheme.read sheet.preReview sheet.proxy sheet.read unit.read
  `,
  witness: `
    board.read meeting.read month.check month.read month.witness scheme.read sheet.read unit.read
  `,
  organisationCommissioner: `
    board.archive board.read board.receipts closing.answer closing.generate closing.notePaper
    closing.propose closing.publish closing.read closingBoard.read correction.issue correction.propose
    correction.read dataRequest.answer dataRequest.read exemption.apply exemption.read fairness.read
    figures.read import.prepare meeting.keep meeting.read member.history month.check month.import
    month.open month.publish month.read month.report month.review objection.handle objection.read
    ownClosing.read publication.export report.read reportFacts.keep roster.manage roster.read scheme.read
    settings.manage settings.read sheet.exempt sheet.extend sheet.preReview sheet.proxy sheet.read
    statistics.read summary.read template.manage template.read unit.read
  `,
  disciplineCommissioner: `
    board.archive board.read board.receipts closing.answer closing.propose closing.read closingBoard.read
    correction.propose correction.read fairness.read figures.read meeting.read member.history month.check
    month.read objection.handle objection.read ownClosing.read publication.export report.read roster.read
    scheme.read settings.read sheet.read statistics.read summary.read talk.keep talk.read template.read
    unit.read veto.propose veto.read
  `,
  secretary: `
    board.archive board.read board.receipts closing.answer closing.confirm closing.examine closing.explain
    closing.generate closing.notePaper closing.propose closing.publish closing.read closing.withdraw
    closingBoard.read correction.decide correction.issue correction.propose correction.read
    exemption.apply exemption.read fairness.read figures.read import.prepare meeting.keep meeting.read
    member.history month.approve month.confirm month.import month.open month.publish month.read
    month.report month.review month.withdraw objection.handle objection.read ownClosing.read
    ownItems.manage publication.export report.read reportFacts.keep roster.read scheme.read
    settings.manage settings.read sheet.decide sheet.exempt sheet.extend sheet.preReview sheet.proxy
    sheet.read statistics.read summary.read talk.keep talk.read template.manage template.read trail.read
    unit.read verification.read veto.confirm veto.read
  `,
  deputySecretary: `
    board.archive board.read board.receipts closing.answer closing.confirm closing.examine closing.explain
    closing.generate closing.notePaper closing.propose closing.publish closing.read closing.withdraw
    closingBoard.read correction.decide correction.issue correction.propose correction.read
    exemption.apply exemption.read fairness.read figures.read import.prepare meeting.keep meeting.read
    member.history month.approve month.confirm month.import month.open month.publish month.read
    month.report month.review month.withdraw objection.handle objection.read ownClosing.read
    ownItems.manage publication.export report.read reportFacts.keep roster.read scheme.read
    settings.manage settings.read sheet.decide sheet.exempt sheet.extend sheet.preReview sheet.proxy
    sheet.read statistics.read summary.read talk.keep talk.read template.manage template.read trail.read
    unit.read verification.read veto.confirm veto.read
  `,
  bureauOffice: `
    appeal.decide board.archive board.read calendar.manage closing.accept closing.answer closing.archive
    closing.generate closing.read closingBoard.read correction.countersign correction.decide
    correction.issue correction.read dataRequest.answer dataRequest.decide dataRequest.read erasure.order
    exemption.decide exemption.read fairness.read figures.read import.prepare meeting.read member.history
    month.accept month.import month.read objection.handle objection.read ownClosing.read
    privacyNotice.manage publication.export ranking.manage report.read retention.read roster.manage
    roster.read scheme.manage scheme.read settings.manage settings.read sheet.decide sheet.read
    statistics.read summary.read talk.read template.manage template.read trail.read unit.manage unit.read
    verification.read veto.confirm veto.propose veto.read
  `,
  auditor: `
    accessLine.read account.read accountTrail.read board.archive board.read closing.read closingBoard.read
    correction.read dataRequest.read exemption.read fairness.read figures.read meeting.read member.history
    month.read objection.read ownClosing.read policy.read publication.export report.read retention.read
    roster.read scheme.read settings.read sheet.read statistics.read summary.read template.read trail.read
    unit.read verification.read veto.read
  `,
  systemAdministrator: `
    account.manage account.read policy.read role.manage roster.read unit.manage unit.read
  `,
  securityAdministrator: `
    account.read accountTrail.read erasure.carryOut policy.manage policy.read privacyNotice.manage
    retention.manage retention.read session.end unit.read
  `,
};

const points: Action[] = [
  'fairness.read',
  'figures.read',
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
              ((reach === 'subtree' || reach === 'ownBranch') && unitPath.startsWith(home)) ||
              (reach === 'line' && (unitPath.startsWith(home) || home.startsWith(unitPath)));
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
    for (const action of ['board.read', 'figures.read', 'month.read', 'unit.read'] as const)
      expect([action, may(action, actor, { unitPath: branch, memberId: 7 })]).toEqual([action, false]);
    expect(isEmpty(scopeOf(actor, 'board.read'))).toBe(true);
  });

  test('an account without a member owns nothing, not even what belongs to nobody', () => {
    const actor = { memberId: null, holdings: [{ role: 'member', unitPath: nowhere } as const] };
    expect(may('sheet.write', actor, { unitPath: branch, memberId: null })).toBe(false);
  });

  test('the administrators see no points, and the auditor changes nothing', () => {
    for (const action of points)
      for (const role of ['systemAdministrator', 'securityAdministrator'] as const)
        expect([action, role, rights[action][role]]).toEqual([action, role, undefined]);
    for (const action of actions.filter((name) => !/\.(read|history|archive|export)$/.test(name)))
      expect([action, rights[action].auditor]).toEqual([action, undefined]);
  });

  test('of the three administrators no two may change the same, and only the auditor and the security administrator read what was done', () => {
    const changed = (role: Role) =>
      actions.filter((action) => rights[action][role] && !/\.(read|history|archive|export)$/.test(action));
    expect(changed('systemAdministrator')).toEqual(['account.manage', 'role.manage', 'unit.manage']);
    expect(changed('securityAdministrator')).toEqual([
      'erasure.carryOut',
      'policy.manage',
      'privacyNotice.manage',
      'retention.manage',
      'session.end',
    ]);
    expect(changed('auditor')).toEqual([]);
    expect(Object.keys(rights['accountTrail.read']).sort()).toEqual(['auditor', 'securityAdministrator']);
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
    expect(scopeOf({ holdings }, 'month.read').paths).toEqual([branch, otherBranch]);
    expect(scopeOf({ holdings }, 'month.publish').paths).toEqual([branch]);
    expect(scopeOf({ holdings }, 'sheet.write').paths).toEqual([]);
    expect(scopeOf({ holdings }, 'scheme.read').paths).toEqual(['/']);
    expect(scopeOf({ holdings }, 'month.publish', 'trail.read').paths).toEqual([branch, otherBranch]);
  });

  test('a scope includes what is below it, touches what is above it as well, and without rights is nothing', () => {
    const nothing = scopeOf({ holdings: [] }, 'month.read');
    const leads = scopeBelow(group);
    expect([includes(leads, group), includes(leads, branch), includes(leads, otherGroup)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([touches(leads, group), touches(leads, branch), touches(leads, otherGroup)]).toEqual([true, true, false]);
    expect(within(leads)).toEqual({ sql: '(units.path LIKE ?)', parameters: ['/1/2/4/%'] });
    expect(within(nothing, 'path')).toEqual({ sql: '(1 = 0)', parameters: [] });
    expect([isEmpty(nothing), includes(nothing, branch), touches(nothing, branch)]).toEqual([true, false, false]);
    expect([scopeBelow('/'), scopeBelow(bureau), scopeBelow(branch), nothing].map(isWhole)).toEqual([
      ...[true, true, false, false],
    ]);
    const actor = { holdings: [holding('secretary')] };
    expect([holdsIn(actor, ['secretary'], group), holdsIn(actor, ['secretary'], otherBranch)]).toEqual([true, false]);
    expect(holdsIn(actor, ['auditor'], group)).toBe(false);
  });

  test('no unit above a branch has a role that decides, opens, publishes or confirms there, but for the bureau’s own cases', () => {
    const above = [...rolesOfUnit.bureau, ...rolesOfUnit.generalBranch];
    for (const action of ['month.open', 'month.review', 'month.publish', 'month.confirm', 'sheet.exempt'] as const)
      expect([action, above.filter((role) => rights[action][role])]).toEqual([action, []]);
    expect(new Set(Object.values(rolesOfUnit).flat())).toEqual(new Set(roles));
  });
});
