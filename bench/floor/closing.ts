import { type Connection, insertByHand, list as marks, type Value } from './connection.js';
import { appendByHand, sha256 } from './trails.js';

export interface ClosingByHand {
  branchIds: readonly number[];
  period: string;
  schemeVersionId: number;
  accountId: number;
  /** So many branches to a transaction. */
  atOnce: number;
}

interface MemberRow {
  branchId: number;
  memberId: number;
  parts: string;
  counted: number;
  sum: number;
  lowest: number;
  deduction: number;
  contribution: number;
}

interface Listed extends MemberRow {
  mean: number;
  open: string[];
  band: string;
  reasons: string[];
  isOver: boolean;
}

const at = '2026-07-05T02:00:00.000Z';
const lower = [
  ['qualified', 7500],
  ['basic', 6000],
  ['warning', 0],
] as const;

const columns = `closingId, revision, memberId, position, home, months, countedMonths, meanHundredths, resultHundredths,
  sumHundredths, lowestHundredths, deductionHundredths, contributionHundredths, vetoCode, suggestedBandCode, bandCode,
  bandReason, openBands, bandReasons, remarks, figuresDigest`;

/**
 * The half-year of these branches under a period's name, as one would write it who knows that nothing unusual has happened. Does:
 * the same rows to the byte, digests of rows and revisions, steps, lines of the trail, so many branches to a transaction. Doesn't:
 * transfers, corrections, vetoes, imported months, gaps and their reasons, other rules than the standard one, proposals, rights.
 */
export async function closeByHand(connection: Connection, wish: ClosingByHand): Promise<void> {
  for (let from = 0; from < wish.branchIds.length; from += wish.atOnce) {
    const branchIds = wish.branchIds.slice(from, from + wish.atOnce);
    await connection.transaction(() => closeSome(connection, { ...wish, branchIds }));
  }
}

async function closeSome(connection: Connection, wish: ClosingByHand): Promise<void> {
  const { branchIds, period, schemeVersionId, accountId } = wish;
  const lock = connection.kind === 'mysql' ? ' FOR UPDATE' : '';
  await connection.rows(`SELECT id FROM units WHERE id IN ${marks(branchIds)} ORDER BY id${lock}`, branchIds);
  await connection.change(
    `INSERT INTO closings (branchId, period, state, revision, acknowledgeUntil, round, version)
     SELECT id, ?, 'generated', 1, '2026-07-08', 0, 1 FROM units WHERE id IN ${marks(branchIds)}`,
    [period, ...branchIds],
  );
  const closings = await connection.rows<{ id: number; branchId: number }>(
    `SELECT id, branchId FROM closings WHERE period = ? AND branchId IN ${marks(branchIds)}`,
    [period, ...branchIds],
  );
  const closingOf = new Map(closings.map(({ id, branchId }) => [branchId, id]));
  const excluded = await connection.rows<{ memberId: number }>(
    `SELECT DISTINCT sheets.memberId FROM branch_months months
       JOIN sheets ON sheets.branchMonthId = months.id
       JOIN published_lines finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
      WHERE months.branchId IN ${marks(branchIds)} AND months.month BETWEEN '2026-01' AND '2026-06'
        AND finals.itemCode IN ('D-04', 'D-08', 'D-09')`,
    branchIds,
  );
  const members = await connection.rows<MemberRow>(
    `SELECT memberships.branchId, memberships.memberId,
            GROUP_CONCAT(months.month || ' ' || months.id || ' ' || finals.scoreHundredths) AS parts,
            COUNT(*) AS counted, SUM(finals.scoreHundredths) AS sum, MIN(finals.scoreHundredths) AS lowest,
            SUM(finals.deductionHundredths) AS deduction, SUM(finals.contributionHundredths) AS contribution
       FROM memberships
       JOIN branch_months months ON months.branchId = memberships.branchId AND months.month BETWEEN '2026-01' AND '2026-06'
       JOIN sheets ON sheets.branchMonthId = months.id AND sheets.memberId = memberships.memberId
       JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
      WHERE memberships.branchId IN ${marks(branchIds)} AND memberships.untilDay IS NULL
      GROUP BY memberships.branchId, memberships.memberId, memberships.rosterOrder
      ORDER BY memberships.branchId, memberships.rosterOrder, memberships.memberId`,
    branchIds,
  );
  const barred = new Set(excluded.map(({ memberId }) => memberId));
  const byBranch = new Map<number, MemberRow[]>(branchIds.map((id) => [id, []]));
  for (const member of members) byBranch.get(member.branchId)?.push(member);

  const rows: Value[][] = [];
  const digests = new Map<number, string>();
  for (const [branchId, own] of byBranch) {
    let text = '';
    withBandsByHand(own, barred).forEach((member, index) => {
      const { row, digest } = rowByHand(member, closingOf.get(branchId) as number, index + 1);
      rows.push(row);
      text += `${index === 0 ? '' : ','}{"bandCode":"${member.band}","figuresDigest":"${digest}","memberId":${member.memberId},"openBands":${JSON.stringify(member.open)},"position":${index + 1},"suggestedBandCode":"${member.band}"}`;
    });
    digests.set(branchId, sha256(`{"rows":[${text}],"version":1}`));
  }
  await insertByHand(
    connection,
    `closing_revisions (closingId, revision, cause, correctionId, schemeVersionId, asOf, size, digest, madeAt, madeBy)`,
    branchIds.map((id) => [
      ...[closingOf.get(id) as number, 1, 'generation', null, schemeVersionId, '2026-06-30'],
      ...[byBranch.get(id)?.length ?? 0, digests.get(id) as string, at, accountId],
    ]),
  );
  await insertByHand(connection, `closing_rows (${columns})`, rows);
  await insertByHand(
    connection,
    'closing_steps (closingId, step, fromState, toState, revision, note, doneAt, doneBy)',
    branchIds.map((id) => [
      ...[closingOf.get(id) as number, 'generation', 'notGenerated', 'generated', 1, null, at, accountId],
    ]),
  );
  await appendByHand(
    connection,
    branchIds.map((branchId) => ({
      ...{ chain: `unit:${branchId}`, at, action: 'closing.generate' },
      body: JSON.stringify({
        ...{ actorAccountId: accountId, branchId, closingId: closingOf.get(branchId), period, revision: 1 },
        ...{ rowsDigest: digests.get(branchId), schemeVersionId, size: byBranch.get(branchId)?.length ?? 0 },
      }),
    })),
  );
}

function withBandsByHand(own: readonly MemberRow[], barred: ReadonlySet<number>): Listed[] {
  const listed = own.map((member): Listed => {
    const mean = Math.round(Number(member.sum) / Number(member.counted));
    const first = mean >= 9000 && member.lowest >= 7500 && !barred.has(member.memberId) ? ['excellent'] : [];
    const open = [...first, ...lower.filter(([, from]) => mean >= from).map(([code]) => code)];
    return { ...member, mean, open, band: '', reasons: [], isOver: false };
  });
  const candidates = listed.filter(({ open }) => open[0] === 'excellent').map(({ mean }) => mean);
  const places = Math.max(1, Math.floor(own.length / 3));
  for (const member of listed) {
    const { mean, memberId, lowest } = member;
    const better = candidates.filter((other) => other > mean).length;
    const tied = candidates.filter((other) => other === mean).length;
    if (member.open[0] === 'excellent' && better + tied <= places) {
      member.band = 'excellent';
      member.reasons.push('{"code":"threshold","params":{"band":"excellent","fromHundredths":9000}}');
      continue;
    }
    if (member.open[0] === 'excellent') {
      const params = `"band":"excellent","places":${places},"candidates":${candidates.length}`;
      member.isOver = true;
      member.reasons.push(
        better >= places
          ? `{"code":"quota","params":{${params}}}`
          : `{"code":"quotaTie","params":{${params},"placesLeft":${places - better},"tied":${tied}}}`,
      );
    } else if (mean >= 9000) throw new Error(`Nobody is barred here, but ${memberId} with ${lowest} is.`);
    const [code, from] = lower.find(([, least]) => mean >= least) as (typeof lower)[number];
    member.band = code;
    member.reasons.push(`{"code":"threshold","params":{"band":"${code}","fromHundredths":${from}}}`);
  }
  return listed;
}

function rowByHand(member: Listed, closingId: number, position: number): { row: Value[]; digest: string } {
  const { branchId, memberId, counted, mean, sum, lowest, deduction, contribution, open, band, reasons } = member;
  let [months, digested] = ['', ''];
  for (const part of member.parts.split(',').sort()) {
    const [month, id, score] = part.split(' ');
    const comma = months === '' ? '' : ',';
    months += `${comma}{"month":"${month}","outcome":"counted","scoreHundredths":${score},"originalScoreHundredths":null,"isImported":false,"isCorrected":false,"reason":null,"branchId":${branchId},"branchMonthId":${id}}`;
    digested += `${comma}{"branchId":${branchId},"isCorrected":false,"month":"${month}","originalScoreHundredths":null,"outcome":"counted","reason":null,"scoreHundredths":${score}}`;
  }
  const digest = sha256(
    `{"contributionHundredths":${contribution},"countedMonths":${counted},"deductionHundredths":${deduction},"home":1,"lowestHundredths":${lowest},"meanHundredths":${mean},"memberId":${memberId},"months":[${digested}],"resultHundredths":${mean},"sumHundredths":${sum},"version":1,"vetoCode":null}`,
  );
  const row = [
    ...[closingId, 1, memberId, position, 1, `[${months}]`, counted, mean, mean, sum, lowest, deduction, contribution],
    ...[null, band, band, null, JSON.stringify(open), `[${reasons.join(',')}]`],
    ...[member.isOver ? '[{"code":"overQuota"}]' : '[]', digest],
  ].map((value) => value as Value);
  return { row, digest };
}

/** The rows alone: one INSERT … SELECT that stores bare sums, without locks, bands, digests, revisions, steps and trail. */
export function closeBarely(connection: Connection, branchIds: readonly number[], period: string): Promise<void> {
  return connection.transaction(async () => {
    await connection.change(
      `INSERT INTO closings (branchId, period, state, revision, acknowledgeUntil, round, version)
       SELECT id, ?, 'generated', 1, '2026-07-08', 0, 1 FROM units WHERE id IN ${marks(branchIds)}`,
      [period, ...branchIds],
    );
    await connection.change(
      `INSERT INTO closing_rows (closingId, revision, memberId, position, home, months, countedMonths, meanHundredths,
              resultHundredths, sumHundredths, lowestHundredths, deductionHundredths, contributionHundredths, openBands,
              bandReasons, remarks, figuresDigest)
       SELECT closings.id, 1, members.id, memberships.rosterOrder, 1,
              '[' || GROUP_CONCAT('{"month":"' || months.month || '","scoreHundredths":' || finals.scoreHundredths || '}') || ']',
              COUNT(finals.scoreHundredths), ROUND(AVG(finals.scoreHundredths)), ROUND(AVG(finals.scoreHundredths)),
              SUM(finals.scoreHundredths), MIN(finals.scoreHundredths), SUM(finals.deductionHundredths),
              SUM(finals.contributionHundredths), '[]', '[]', '[]', '${'0'.repeat(64)}'
         FROM closings
         JOIN memberships ON memberships.branchId = closings.branchId AND memberships.untilDay IS NULL
         JOIN members ON members.id = memberships.memberId
         JOIN branch_months months ON months.branchId = closings.branchId AND months.month BETWEEN '2026-01' AND '2026-06'
         JOIN sheets ON sheets.branchMonthId = months.id AND sheets.memberId = members.id
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE closings.period = ? AND closings.branchId IN ${marks(branchIds)}
        GROUP BY closings.id, members.id, memberships.rosterOrder`,
      [period, ...branchIds],
    );
  });
}
