import type { BreakCode } from '#src/verification/break.js';
import { printedCode, readPrintedHead } from '#src/verification/printed-head.js';
import { breakCodes } from '#src/verification/break.js';
import { breakWords } from '#src/verification/words.js';
import { type Service, startService } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme } from '../support/month.js';
import { aPublishedMonth, Intruder, type PublishedMonth, recordRoles, sha256, verified } from './behind-our-back.js';

/*
 * Somebody who has the database itself changes what was published or recorded, in as many ways as we could think of. Each month is
 * its own branch's, so that one intrusion is all that its verification can find.
 */

let service: Service;
let bureauId: number;
let intruder: Intruder;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
  intruder = await Intruder.at(service);
});
afterAll(async () => {
  await intruder.close();
  await service.close();
});

const aMonth = async () => aPublishedMonth(await aBranchAtWork(service, bureauId, { size: 4 }));
const verifiedBranch = ({ branch }: PublishedMonth) => verified(service.database, { unitId: branch.branchId });

interface Intrusion {
  does: (month: PublishedMonth) => Promise<void>;
  /** The first break that is named, and others that must be among those that follow. */
  first: [code: BreakCode, table: string, column?: string];
  also?: BreakCode[];
}

const row = ({ publicationId, sheetIds }: PublishedMonth) => [publicationId, sheetIds[3]!];
const ofRow = 'WHERE publicationId = ? AND sheetId = ?';
const last = async ({ chain }: PublishedMonth) => (await intruder.head(chain))[0]!.sequence;
const sequenceOf = async ({ chain }: PublishedMonth, action: string) =>
  (
    await intruder.rows<{ sequence: number }>(
      'SELECT sequence FROM trail_records WHERE chain = ? AND action = ? ORDER BY sequence LIMIT 1',
      [chain, action],
    )
  )[0]!.sequence;

const intrusions: Record<string, Intrusion> = {
  'a published score is raised': {
    does: (month) =>
      intruder.run([`UPDATE published_sheets SET scoreHundredths = scoreHundredths + 300 ${ofRow}`, row(month)]),
    first: ['scoreDiffers', 'published_sheets', 'scoreHundredths'],
    also: ['publicationDigest', 'decisionDiffers', 'sheetDiffers'],
  },
  'a published score is raised, and the digest, the sheet and all sums with it': {
    does: async (month) => {
      const more = 'scoreHundredths = scoreHundredths + 300, contributionHundredths = contributionHundredths + 300';
      await intruder.run(
        [`UPDATE published_sheets SET ${more} ${ofRow}`, row(month)],
        [`UPDATE sheets SET ${more} WHERE id = ?`, [month.sheetIds[3]]],
      );
      const digest = await intruder.digestNow(month.publicationId);
      await intruder.run(['UPDATE publications SET digest = ? WHERE id = ?', [digest, month.publicationId]]);
    },
    first: ['scoreDiffers', 'published_sheets', 'contributionHundredths'],
    also: ['publicationFact', 'decisionDiffers'],
  },
  'what was counted of a published line is changed': {
    does: (month) => intruder.run([`UPDATE published_lines SET countedHundredths = 999 ${ofRow}`, row(month)]),
    first: ['lineDiffers', 'published_lines', 'countedHundredths'],
    also: ['publicationDigest', 'sheetLineDiffers'],
  },
  'what was entered in a published line is changed, as if more had been claimed': {
    does: (month) => intruder.run([`UPDATE published_lines SET \`count\` = \`count\` + 1 ${ofRow}`, row(month)]),
    first: ['lineDiffers', 'published_lines', 'claimedHundredths'],
    also: ['publicationDigest', 'sheetLineDiffers'],
  },
  'points are moved between categories': {
    does: (month) =>
      intruder.run([
        `UPDATE published_sheets SET categoryPoints = REPLACE(categoryPoints, '"B1":', '"B1":1') ${ofRow}`,
        row(month),
      ]),
    first: ['scoreDiffers', 'published_sheets', 'categoryPoints'],
    also: ['publicationDigest', 'sheetDiffers'],
  },
  'a line of the sheet is changed after publication': {
    does: ({ sheetIds }) => intruder.run(['UPDATE sheet_lines SET `count` = 1 WHERE sheetId = ?', [sheetIds[3]]]),
    first: ['sheetLineDiffers', 'sheet_lines', 'count'],
  },
  'a line of the sheet is deleted after publication': {
    does: ({ sheetIds }) => intruder.run(['DELETE FROM sheet_lines WHERE sheetId = ?', [sheetIds[3]]]),
    first: ['sheetLineDiffers', 'sheet_lines'],
  },
  'the score of a sheet is changed after publication': {
    does: ({ sheetIds }) => intruder.run(['UPDATE sheets SET scoreHundredths = 1 WHERE id = ?', [sheetIds[3]]]),
    first: ['sheetDiffers', 'sheets', 'scoreHundredths'],
  },
  'a published row is deleted': {
    does: (month) =>
      intruder.run(
        [`DELETE FROM published_lines ${ofRow}`, row(month)],
        [`DELETE FROM published_sheets ${ofRow}`, row(month)],
      ),
    first: ['publicationDigest', 'publications', 'digest'],
    also: ['sheetUnpublished', 'pointerDiffers'],
  },
  'a whole publication is deleted': {
    does: ({ publicationId, sheetIds }) =>
      intruder.run(
        ['DELETE FROM published_lines WHERE publicationId = ?', [publicationId]],
        ['DELETE FROM published_sheets WHERE publicationId = ?', [publicationId]],
        ['DELETE FROM publications WHERE id = ?', [publicationId]],
        [`UPDATE sheets SET publicationId = NULL WHERE id IN (${sheetIds.join(', ')})`],
      ),
    first: ['monthState', 'branch_months', 'state'],
    also: ['sheetUnpublished', 'publicationGone'],
  },
  'the window is shortened': {
    does: ({ publicationId }) =>
      intruder.run(["UPDATE publications SET untilDay = '2026-11-06' WHERE id = ?", [publicationId]]),
    first: ['publicationDigest', 'publications', 'digest'],
    also: ['publicationFact'],
  },
  'somebody else takes objections': {
    does: ({ publicationId }) =>
      intruder.run(["UPDATE publications SET contact = '另一个人' WHERE id = ?", [publicationId]]),
    first: ['publicationFact', 'publications', 'contactDigest'],
  },
  'somebody else published': {
    does: ({ publicationId, branch }) =>
      intruder.run(['UPDATE publications SET publishedBy = ? WHERE id = ?', [branch.accountIds[3], publicationId]]),
    first: ['publicationFact', 'publications', 'publishedBy'],
  },
  'a publication gets another number': {
    does: ({ publicationId }) => intruder.run(['UPDATE publications SET number = 2 WHERE id = ?', [publicationId]]),
    first: ['publicationDigest', 'publications', 'digest'],
    also: ['publicationFact', 'numberMissing'],
  },
  'a record in the middle of the trail is deleted': {
    does: async (month) => {
      const sequence = await sequenceOf(month, 'month.startReview');
      await intruder.run(['DELETE FROM trail_records WHERE chain = ? AND sequence = ?', [month.chain, sequence]]);
    },
    first: ['recordMissing', 'trail_records'],
  },
  'the last record is cut off, and the head put back': {
    does: async (month) => {
      const sequence = await last(month);
      await intruder.run(['DELETE FROM trail_records WHERE chain = ? AND sequence = ?', [month.chain, sequence]]);
      await intruder.rehash(month.chain);
    },
    first: ['publicationUnrecorded', 'publications', 'trailSequence'],
  },
  'the head alone is put back': {
    does: async (month) =>
      intruder.run(['UPDATE trail_heads SET sequence = sequence - 1 WHERE chain = ?', [month.chain]]),
    first: ['headDiffers', 'trail_heads'],
  },
  'the head is deleted': {
    does: ({ chain }) => intruder.run(['DELETE FROM trail_heads WHERE chain = ?', [chain]]),
    first: ['headMissing', 'trail_heads'],
  },
  'what a record says is changed': {
    does: async (month) => {
      const sequence = await sequenceOf(month, 'sheet.submit');
      await intruder.run([
        `UPDATE trail_records SET body = REPLACE(body, '"late":false', '"late":true') WHERE chain = ? AND sequence = ?`,
        [month.chain, sequence],
      ]);
    },
    first: ['recordHash', 'trail_records', 'hash'],
  },
  'what a record says is changed, and its hash': {
    does: async (month) =>
      intruder.rewrite(month.chain, await sequenceOf(month, 'sheet.submit'), (said) => (said.late = true)),
    first: ['chainBroken', 'trail_records', 'previousHash'],
  },
  'the whole chain is written anew': {
    does: async (month) => {
      await intruder.rewrite(month.chain, await sequenceOf(month, 'sheet.submit'), (said) => (said.late = true));
      await intruder.rehash(month.chain);
    },
    first: ['publicationTrailHash', 'publications', 'trailHash'],
  },
  'a line is hidden from whom it is about': {
    does: async (month) => {
      const sequence = await sequenceOf(month, 'sheet.submit');
      await intruder.run(['DELETE FROM trail_subjects WHERE chain = ? AND sequence = ?', [month.chain, sequence]]);
    },
    first: ['subjectsDiffer', 'trail_subjects', 'memberId'],
  },
  'a sheet points at no publication any more': {
    does: ({ sheetIds }) => intruder.run(['UPDATE sheets SET publicationId = NULL WHERE id = ?', [sheetIds[3]]]),
    first: ['pointerDiffers', 'sheets', 'publicationId'],
  },
  'a publication is withdrawn past the service': {
    does: ({ publicationId, branch }) =>
      intruder.run([
        'INSERT INTO publication_withdrawals (publicationId, reason, withdrawnAt, withdrawnBy) VALUES (?, ?, ?, ?)',
        [publicationId, '理由', '2026-11-05T03:00:00.000Z', branch.accountIds[0]],
      ]),
    first: ['monthState', 'branch_months', 'state'],
    also: ['pointerDiffers', 'momentUnrecorded'],
  },
  'a sheet is put back to what it was before publication': {
    does: ({ sheetIds }) => intruder.run(["UPDATE sheets SET state = 'decided' WHERE id = ?", [sheetIds[3]]]),
    first: ['sheetState', 'sheets', 'state'],
  },
  'a month is deleted': {
    does: ({ branchMonthId }) => intruder.run(['DELETE FROM branch_months WHERE id = ?', [branchMonthId]]),
    first: ['rowGone', 'branch_months'],
  },
  'a month is put back to review': {
    does: ({ branchMonthId }) =>
      intruder.run(["UPDATE branch_months SET state = 'review' WHERE id = ?", [branchMonthId]]),
    first: ['monthState', 'branch_months', 'state'],
    also: ['sheetState'],
  },
  'a month is confirmed past the service': {
    does: ({ branchMonthId, sheetIds, branch }) =>
      intruder.run(
        [
          "UPDATE branch_months SET state = 'confirmed', confirmedAt = '2026-11-20T00:00:00.000Z', confirmedBy = ? WHERE id = ?",
          [branch.accountIds[0], branchMonthId],
        ],
        [`UPDATE sheets SET state = 'confirmed' WHERE id IN (${sheetIds.join(', ')})`],
      ),
    first: ['momentUnrecorded', 'branch_months', 'confirmedAt'],
  },
  'the decider becomes the member himself': {
    does: async ({ sheetIds, branch }) => {
      await intruder.dropCheck('sheets', 'ck_sheets_notOwnCase').catch(() => undefined);
      await intruder.run(['UPDATE sheets SET decidedByMemberId = ? WHERE id = ?', [branch.memberIds[3], sheetIds[3]]]);
    },
    first: ['ownCase', 'sheets', 'decidedByMemberId'],
  },
  'the account that decided becomes the member’s own': {
    does: ({ sheetIds, branch }) =>
      intruder.run(['UPDATE sheets SET decidedBy = ? WHERE id = ?', [branch.accountIds[3], sheetIds[3]]]),
    first: ['ownCase', 'sheets', 'decidedBy'],
  },
  'a score was changed between its decision and its publication': {
    does: async (month) => {
      // As if it had been published so: every later record, digest and hash is right.
      const sequence = await sequenceOf(month, 'sheet.decide');
      await intruder.rewrite(month.chain, sequence, (said) => (said.scoreHundredths += 100));
      await intruder.rehash(month.chain);
      const [record] = await intruder.rows<{ hash: string; sequence: number }>(
        "SELECT hash, sequence FROM trail_records WHERE chain = ? AND action = 'month.publish'",
        [month.chain],
      );
      await intruder.run(['UPDATE publications SET trailHash = ? WHERE id = ?', [record!.hash, month.publicationId]]);
    },
    first: ['decisionDiffers', 'published_sheets', 'scoreHundredths'],
  },
};

test('nothing is found where nothing was done, and everything is counted', async () => {
  const month = await aMonth();
  await recordRoles(service.database);
  const { breaks, counts } = await verified(service.database);
  expect(breaks).toEqual([]);
  expect(counts).toMatchObject({ months: 1, publications: 1, sheets: 4, scores: 3, schemeVersions: 1 });
  expect(counts.lines).toBeGreaterThan(0);
  expect(counts.roles).toBeGreaterThanOrEqual(4);
  expect((await verifiedBranch(month)).counts.chains).toBe(2);
});

test.each(Object.entries(intrusions))('%s', async (_name, { does, first, also = [] }) => {
  const month = await aMonth();
  await does(month);
  const { breaks } = await verifiedBranch(month);
  const [code, table, column] = first;
  expect(breaks[0]).toMatchObject({ code, table, ...(column && { column }) });
  expect(breaks.map((found) => found.code)).toEqual(expect.arrayContaining(also));
  // All of them are about the branch that was touched, and each can be told in words.
  expect([...new Set(breaks.map(({ unitId }) => unitId))]).toEqual([month.branch.branchId]);
  for (const found of breaks)
    for (const language of ['zh', 'en'] as const)
      expect(Object.values(breakWords(found, language)).join()).not.toMatch(/undefined|NaN|\{(expected|found|column)/);
});

describe('what left the building', () => {
  test('a rewritten chain is found by any head that somebody holds, and by nothing else once all of it was rewritten', async () => {
    const month = await aMonth();
    const [held] = await intruder.head(month.chain);
    const receipt = printedCode(held!);
    await intruder.rewrite(month.chain, await sequenceOf(month, 'sheet.submit'), (said) => (said.late = true));
    await intruder.rehash(month.chain);
    const [now] = await intruder.head(month.chain);
    await intruder.run(['UPDATE publications SET trailHash = ? WHERE id = ?', [now!.hash, month.publicationId]]);
    expect((await verifiedBranch(month)).breaks).toEqual([]);
    const printed = [readPrintedHead(receipt)!];
    const { breaks } = await verified(service.database, { unitId: month.branch.branchId, printed });
    expect(breaks.map(({ code }) => code)).toEqual(['printedHeadDiffers']);
  });

  test('an older backup is found by a newer receipt; one that is still in the chain says nothing', async () => {
    const month = await aMonth();
    const [newest] = await intruder.head(month.chain);
    const printed = [readPrintedHead(printedCode(newest!))!, readPrintedHead(`${month.chain}:3:00000000`)!];
    printed[1] = readPrintedHead(
      printedCode(
        (
          await intruder.rows<typeof newest & object>('SELECT * FROM trail_records WHERE chain = ? AND sequence = 3', [
            month.chain,
          ])
        )[0]!,
      ),
    )!;
    const wish = { unitId: month.branch.branchId, printed };
    expect((await verified(service.database, wish)).breaks).toEqual([]);
    // Last week's backup: the month was opened, and no more.
    const { publicationId, sheetIds, branchMonthId, chain } = month;
    const ids = sheetIds.join(', ');
    await intruder.run(
      ['DELETE FROM published_lines WHERE publicationId = ?', [publicationId]],
      ['DELETE FROM published_sheets WHERE publicationId = ?', [publicationId]],
      ['DELETE FROM publications WHERE id = ?', [publicationId]],
      [`DELETE FROM sheet_lines WHERE sheetId IN (${ids})`],
      [`DELETE FROM sheets WHERE id IN (${ids})`],
      ['DELETE FROM month_steps WHERE branchMonthId = ?', [branchMonthId]],
      ["UPDATE branch_months SET state = 'selfAssessment', reviewStartedAt = NULL WHERE id = ?", [branchMonthId]],
      ['DELETE FROM trail_subjects WHERE chain = ? AND sequence > 3', [chain]],
      ['DELETE FROM trail_records WHERE chain = ? AND sequence > 3', [chain]],
    );
    await intruder.rehash(chain);
    const { breaks } = await verified(service.database, wish);
    expect(breaks.map(({ code }) => code)).toEqual(['printedHeadMissing']);
  });

  test('codes are read as people type them, and anything else is none', () => {
    const head = { chain: 'unit:17', sequence: 128, hash: sha256('x') };
    const digits = head.hash.slice(0, 16);
    expect(readPrintedHead(` ${printedCode(head).toLowerCase()} `)).toEqual({
      chain: 'unit:17',
      sequence: 128,
      digits,
    });
    expect(readPrintedHead(`unit:17:128:${head.hash}`)).toEqual({ chain: 'unit:17', sequence: 128, digits: head.hash });
    expect(readPrintedHead(printedCode({ ...head, chain: 'organisation' }))).toMatchObject({ chain: 'organisation' });
    for (const text of [
      '',
      'b17',
      'b17-128',
      'b17-128-12',
      'x17-128-9F3C77A0',
      'unit:17:128',
      `b17-128-${'0'.repeat(65)}`,
    ])
      expect(readPrintedHead(text)).toBeNull();
  });
});

describe('the organisation', () => {
  const organisationBreaks = async () =>
    (await verified(service.database)).breaks.filter(({ unitId, code }) => unitId === null && !code.startsWith('role'));

  test('the rule that was applied is changed', async () => {
    const [version] = await intruder.rows<{ id: number; definition: string }>(
      'SELECT id, definition FROM scheme_versions',
    );
    const changed = version!.definition.replace('"standardHundredths":', '"standardHundredths": ');
    await intruder.run(['UPDATE scheme_versions SET definition = ? WHERE id = ?', [changed, version!.id]]);
    expect((await organisationBreaks()).map(({ code }) => code)).toEqual(['schemeDigest']);
    await intruder.run(['UPDATE scheme_versions SET digest = ? WHERE id = ?', [sha256(changed), version!.id]]);
    expect((await organisationBreaks()).map(({ code, column }) => [code, column])).toEqual([
      ['schemeUnrecorded', 'digest'],
    ]);
    const digest = sha256(version!.definition);
    await intruder.run([
      'UPDATE scheme_versions SET definition = ?, digest = ? WHERE id = ?',
      [version!.definition, digest, version!.id],
    ]);
    expect(await organisationBreaks()).toEqual([]);
  });

  test('somebody takes a role, changes one, or loses one behind our back', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    await recordRoles(service.database);
    const breaksOf = async () =>
      (await verified(service.database)).breaks
        .filter(({ table }) => table === 'role_assignments')
        .map(({ code, column }) => [code, column]);
    expect(await breaksOf()).toEqual([]);
    const mine = [branch.accountIds[3], branch.branchId];
    await intruder.run([
      "INSERT INTO role_assignments (accountId, role, unitId, fromDay, version) VALUES (?, 'secretary', ?, '2026-01-01', 1)",
      mine,
    ]);
    expect(await breaksOf()).toEqual([['roleUnrecorded', 'role']]);
    await intruder.run(['DELETE FROM role_assignments WHERE accountId = ? AND unitId = ?', mine]);
    const deputy = [branch.accountIds[2], branch.branchId];
    await intruder.run(["UPDATE role_assignments SET role = 'secretary' WHERE accountId = ? AND unitId = ?", deputy]);
    expect(await breaksOf()).toEqual([['roleDiffers', 'role']]);
    await intruder.run(['DELETE FROM role_assignments WHERE accountId = ? AND unitId = ?', deputy]);
    expect(await breaksOf()).toEqual([['roleGone', 'role']]);
  });

  test('a chain that belongs to nobody is named', async () => {
    await intruder.run([
      "INSERT INTO trail_heads (chain, sequence, hash) VALUES ('unit:999999', 0, ?)",
      ['0'.repeat(64)],
    ]);
    expect((await organisationBreaks()).map(({ code, row: key }) => [code, key])).toEqual([
      ['chainWithoutUnit', 'chain unit:999999'],
    ]);
  });
});

test('every kind of break has words in both languages', () => {
  for (const code of breakCodes)
    for (const language of ['zh', 'en'] as const) {
      const found = { code, table: 't', row: 'id 1', column: 'scoreHundredths', expected: '8300', found: null };
      const { said, meaning } = breakWords(
        { ...found, unitId: 1, unitName: '一', month: null, memberName: null, sheetId: null },
        language,
      );
      expect([said.length > 5, meaning.length > 5, /undefined|\{/.test(said)]).toEqual([true, true, false]);
    }
});
