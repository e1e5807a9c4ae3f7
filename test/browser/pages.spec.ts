import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PolicyChange } from '#src/identity/policy-change.entity.js';
import { aPerson, password } from '../identity/people.js';
import { sixMonths } from '../summaries/six-months.js';
import { describeInBrowser, desk, House, phone, type Visitor } from '../support/browser.js';
import { layMonths } from '../support/months.js';
import { proposeVeto } from '../support/vetoes.js';

/** A slip that the secretary has begun to write. */
async function aCorrection(house: House, secretaryId: number, sheetId: number): Promise<number> {
  const secretary = await house.service.as(secretaryId);
  const found = { itemCode: 'D-02', count: 1, reason: '查实', occurredOn: '2026-05-20', evidence: '会议记录' };
  const written = await secretary.post(`/api/v1/sheets/${sheetId}/corrections`, {
    requestId: randomUUID(),
    reason: '漏记',
    evidence: '会议记录',
    changes: { lines: [], additions: [found] },
  });
  if (written.status !== 201) throw new Error(`correction: ${written.status} ${JSON.stringify(written.body)}`);
  return written.body.id;
}

/** A veto that waits for its second person. */
async function aVeto(house: House, bureauId: number, memberId: number): Promise<number> {
  const { database } = house.service;
  const clerk = await house.service.as(await aPerson(database, { name: 'clerk', roles: [['bureauOffice', bureauId]] }));
  const wish = { factDay: '2026-06-02', documentNumber: '7', documentDay: '2026-06-20', reason: '查实' };
  const { status, body } = await proposeVeto(clerk, memberId, wish);
  expect(status).toBe(201);
  return body.id;
}

/** A draft of the rule, as the bureau's office begins one. */
async function aDraft(house: House, bureauId: number, basedOnId: number): Promise<number> {
  const office = await house.service.as(
    await aPerson(house.service.database, { name: 'office', roles: [['bureauOffice', bureauId]] }),
  );
  const { status, body } = await office.post('/api/v1/scheme-drafts', { requestId: randomUUID(), basedOnId });
  expect(status).toBe(201);
  return body.id;
}

/** Who visits which page: every route of the web client as the person it is made for. */
type Person =
  'nobody' | 'newcomer' | 'asked' | 'member' | 'secretary' | 'bureau' | 'auditor' | 'administrator' | 'security';

describeInBrowser('every page of the web client', () => {
  let house: House;
  const visitors = new Map<Person, Visitor>();
  let path: Record<string, string>;
  /** Names of people and places, and what they wrote, stay as they are whatever the language of the page. */
  const data =
    /[^\p{Script=Han}]*(王建国|李敏|张伟|周兰|胡新|陈远|孙强|赵批|钱半|纪检委员|请补充说明|漏记|会议记录|查实|违反会议纪律|县局机关党委|直属党总支|第[一二]支部|第一小组|账号\d+|党员积分册)+/gu;

  beforeAll(async () => {
    house = await House.open('2026-07-08T01:00:00.000Z');
    const { database } = house.service;
    const laid = await sixMonths(database);
    const { worked, best, next, exempt, joiner } = laid.people;
    const [july] = await layMonths(database, {
      schemeVersionId: laid.schemeVersionId,
      accountId: laid.accountId,
      months: [
        {
          branchId: laid.firstId,
          month: '2026-07',
          state: 'review',
          themeDay: '2026-07-07',
          sheets: [
            { memberId: worked, result: null, state: 'submitted', submitted: true },
            { memberId: best, result: null, state: 'submitted', submitted: true },
            { memberId: next, result: null, state: 'draft', submitted: false, fromRecords: true },
            { memberId: exempt, result: 'exemptProfile' },
            { memberId: joiner, result: 9000 },
          ],
        },
      ],
    });
    const [first, last, confirmed] = [laid.firstId, laid.first[5]!, laid.first[4]!.sheetOfMember.get(best)!];
    const secretary = await aPerson(database, { name: 'secretary', memberId: worked, roles: [['secretary', first]] });
    const correctionId = await aCorrection(house, secretary, confirmed);
    path = {
      signIn: '/sign-in',
      providerAnswer: '/sign-in/provider',
      password: '/password',
      enrol: '/second-factor',
      security: '/security',
      policies: '/policies',
      today: '/',
      myMonth: '/my-month',
      sheet: `/sheets/${last.sheetOfMember.get(best)}`,
      history: '/history',
      myHalfYear: '/my-half-year',
      openMonth: `/branches/${first}/open-month`,
      reviewNewest: `/branches/${first}/review`,
      review: `/branches/${first}/months/${july!.branchMonthId}/review?step=month`,
      paperNewest: `/units/${first}/paper`,
      paperBatch: `/branches/${first}/months/${july!.branchMonthId}/batch`,
      paperForms: `/branches/${first}/months/${july!.branchMonthId}/forms`,
      meetings: `/branches/${first}/months/${july!.branchMonthId}/meetings`,
      board: `/branches/${first}/board/${last.branchMonthId}`,
      myDisputes: '/objections',
      objections: `/branches/${first}/objections/2026`,
      corrections: `/branches/${first}/corrections/2026`,
      newCorrection: `/sheets/${confirmed}/correction`,
      correction: `/corrections/${correctionId}`,
      appeals: `/units/${laid.bureauId}/appeals`,
      vetoes: `/units/${laid.bureauId}/vetoes`,
      veto: `/vetoes/${await aVeto(house, laid.bureauId, worked)}`,
      myTrail: '/my-trail',
      trail: `/units/${first}/trail`,
      verification: `/units/${first}/verification`,
      halfYear: `/units/${laid.bureauId}/half-year/2026-H1`,
      branchHalfYear: `/units/${first}/half-year/2026-H1`,
      documents: `/units/${first}/documents`,
      exports: `/units/${laid.bureauId}/exports`,
      document: `/units/${laid.bureauId}/documents/summary?period=2026-H1`,
      overview: `/units/${laid.bureauId}/overview/2026-06`,
      statistics: `/units/${laid.bureauId}/statistics?period=2026-H1`,
      talks: `/units/${first}/talks/2026`,
      exemptions: `/units/${first}/exemptions`,
      workReport: `/units/${laid.bureauId}/work-report/2026-H1`,
      reportFacts: `/units/${first}/report-facts/2026-H1`,
      myRecords: '/my-records',
      members: `/units/${laid.bureauId}/members`,
      templates: `/units/${laid.bureauId}/templates`,
      membersImport: `/units/${laid.bureauId}/members/import`,
      import: `/units/${first}/import`,
      calendar: '/calendar/2027',
      schemes: '/schemes',
      scheme: `/schemes/${laid.schemeVersionId}`,
      schemeDraft: `/scheme-drafts/${await aDraft(house, laid.bureauId, laid.schemeVersionId)}/items`,
      ownItems: `/branches/${first}/own-items`,
      branchSettings: `/branches/${first}/settings`,
      accounts: '/accounts',
      retention: '/retention',
      verify: '/verify',
      privacy: '/privacy',
      myData: '/my-data',
      myDataRequests: '/my-data/requests',
      myAccessLines: '/my-data/looks',
      dataRequests: `/units/${laid.bureauId}/data-requests`,
      accessLines: `/units/${laid.bureauId}/access-lines`,
      notFound: '/nowhere/at-all',
    };
    await aPerson(database, { name: 'newcomer', mustChangePassword: true });
    await aPerson(database, { name: 'asked', roles: [['disciplineCommissioner', first]] });
    await aPerson(database, { name: 'security', roles: [['securityAdministrator', laid.bureauId]] });
    const decided = {
      version: 2,
      name: 'secondFactorRoles',
      value: '["disciplineCommissioner"]',
      changedAt: house.service.clock.now(),
    };
    await database.write(() => database.insert(PolicyChange, [decided]));
    await aPerson(database, { name: 'member', memberId: best });
    await aPerson(database, { name: 'bureau', roles: [['bureauOffice', laid.bureauId]] });
    await aPerson(database, { name: 'auditor', roles: [['auditor', laid.bureauId]] });
    await aPerson(database, { name: 'administrator', roles: [['systemAdministrator', laid.bureauId]] });
  });
  afterAll(() => house?.close());

  /** Where one comes to when that is another address. */
  const landing: Record<string, string> = { reviewNewest: '/review?sheet=', paperNewest: '/batch' };

  it.each<[string, Person]>([
    ['signIn', 'nobody'],
    ['providerAnswer', 'nobody'],
    ['password', 'newcomer'],
    ['enrol', 'asked'],
    ['security', 'member'],
    ['policies', 'security'],
    ['today', 'secretary'],
    ['myMonth', 'member'],
    ['sheet', 'member'],
    ['history', 'member'],
    ['myHalfYear', 'member'],
    ['openMonth', 'secretary'],
    ['reviewNewest', 'secretary'],
    ['review', 'secretary'],
    ['paperNewest', 'secretary'],
    ['paperBatch', 'secretary'],
    ['paperForms', 'secretary'],
    ['meetings', 'secretary'],
    ['board', 'member'],
    ['myDisputes', 'member'],
    ['objections', 'secretary'],
    ['corrections', 'secretary'],
    ['newCorrection', 'secretary'],
    ['correction', 'secretary'],
    ['appeals', 'bureau'],
    ['vetoes', 'bureau'],
    ['veto', 'bureau'],
    ['myTrail', 'member'],
    ['trail', 'secretary'],
    ['verification', 'secretary'],
    ['halfYear', 'bureau'],
    ['branchHalfYear', 'secretary'],
    ['exports', 'bureau'],
    ['documents', 'secretary'],
    ['document', 'bureau'],
    ['overview', 'bureau'],
    ['statistics', 'bureau'],
    ['talks', 'secretary'],
    ['exemptions', 'secretary'],
    ['workReport', 'bureau'],
    ['reportFacts', 'secretary'],
    ['myRecords', 'member'],
    ['members', 'bureau'],
    ['templates', 'bureau'],
    ['membersImport', 'bureau'],
    ['import', 'secretary'],
    ['calendar', 'member'],
    ['schemes', 'bureau'],
    ['scheme', 'member'],
    ['schemeDraft', 'bureau'],
    ['ownItems', 'secretary'],
    ['branchSettings', 'secretary'],
    ['accounts', 'administrator'],
    ['retention', 'bureau'],
    ['verify', 'nobody'],
    ['privacy', 'nobody'],
    ['myData', 'member'],
    ['myDataRequests', 'member'],
    ['myAccessLines', 'member'],
    ['dataRequests', 'bureau'],
    ['accessLines', 'auditor'],
    ['notFound', 'member'],
  ])(
    '%s, visited as %s, is right in both languages, on a desk, and on a telephone in large type',
    async (name, person) => {
      const visitor = await visitorFor(person);
      const faults: string[] = [];
      try {
        await visitor.go(path[name]!);
        expect(visitor.page.url()).toContain(landing[name] ?? path[name]);
        faults.push(...(await visitor.faults()));
        await visitor.page.setViewportSize(phone);
        await visitor.settled();
        faults.push(...(await visitor.tooWide()));
        await visitor.button('大字').click();
        faults.push(...(await visitor.faults()));
        await visitor.button('EN').click();
        await visitor.button('中文').waitFor();
        faults.push(...(await visitor.faults()), ...(await untranslated(visitor)));
        await visitor.page.setViewportSize(desk);
        await visitor.settled();
        faults.push(...(await visitor.tooWide()));
        expect([...faults, ...visitor.troubles]).toEqual([]);
      } catch (error) {
        await house.takePictures();
        throw error;
      } finally {
        visitor.troubles.length = 0;
        await visitor.page.evaluate(() => localStorage.clear());
      }
    },
  );

  it('would be found wrong: a canary with five faults', async () => {
    const visitor = await visitorFor('nobody');
    await visitor.go('/sign-in');
    await visitor.button('EN').click();
    await visitor.button('中文').waitFor();
    await visitor.page.evaluate(() => {
      const canary = document.createElement('div');
      canary.innerHTML = '<button></button><p style="width: 3000px">sheet.title</p><p>自评</p>';
      document.querySelector('main')!.append(canary);
      console.error('cheep');
    });
    const faults = [...(await visitor.faults()), ...(await untranslated(visitor)), ...visitor.troubles];
    for (const fault of [
      /button-name/,
      /wider than the window by \d+ px/,
      /no words for sheet\.title/,
      /not English: 自评/,
      /cheep/,
    ])
      expect(faults).toContainEqual(expect.stringMatching(fault));
    expect(faults).toHaveLength(5);
  });

  it('leaves no route of the client unvisited', () => {
    const routes = readFileSync('web/src/router.ts', 'utf8').split('export const router')[0]!;
    const names = [...routes.matchAll(/\bname: '(\w+)'/g)].map(([, name]) => name);
    // A branch's half-year desk is the bureau's route with more on it.
    expect(
      Object.keys(path)
        .filter((name) => name !== 'branchHalfYear')
        .sort(),
    ).toEqual(names.sort());
  });

  async function visitorFor(person: Person): Promise<Visitor> {
    const known = visitors.get(person);
    if (known) return known;
    const visitor = await house.visitor(person);
    visitors.set(person, visitor);
    if (person === 'nobody') return visitor;
    await visitor.go('/');
    await visitor.signIn(person, password);
    await visitor.page.waitForURL((url) => url.pathname !== '/sign-in');
    return visitor;
  }

  /** Chinese left on an English page, apart from names and what people wrote. */
  async function untranslated(visitor: Visitor): Promise<string[]> {
    const texts = await visitor.texts();
    return texts.filter((text) => /\p{Script=Han}/u.test(text.replace(data, ''))).map((text) => `not English: ${text}`);
  }
});
