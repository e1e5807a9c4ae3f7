/** What the floor reads (see server.ts): the same answers, byte for byte, from as few statements as somebody would write by hand. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isFinal, isPublished, finalStatesInSql, type NotScoredReason } from '#src/assessments/states.js';
import { printedHead, verificationCode } from '#src/assessments/verification-code.js';
import { WorkingCalendar } from '#src/calendars/working-calendar.js';
import { Refusal } from '#src/http/refusal.js';
import { may } from '#src/identity/rights.js';
import { publishedReason } from '#src/publication/published-reason.js';
import { describeScheme, type Language } from '#src/scoring/describe.js';
import { profileOf, type Scheme } from '#src/scoring/scheme.js';
import { type Connection, type Floor, type FloorActor, idIn, requireMay } from './server.js';

/** What a statement answers; the statement says it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Types of rows would repeat the statements.
type Row = any;

export function registerReads(server: FastifyInstance, floor: Floor): void {
  server.get<{ Params: { memberId: string } }>('/api/v1/members/:memberId/history', async (request, reply) => {
    const actor = await floor.actorOf(request);
    const memberId = idIn(request.params.memberId);
    const place = await placeOfMember(floor, memberId);
    requireMay(actor, 'member.history', 'roster.read', place);
    const { unitPath: _, ...versions } = place;
    if (isKnown(request, reply, Object.values(versions))) return reply.code(304).send();
    return history(floor, memberId, place.name as string);
  });
  server.get<{ Params: { branchMonthId: string } }>(
    '/api/v1/branch-months/:branchMonthId/board',
    async (request, reply) => {
      const actor = await floor.actorOf(request);
      const id = idIn(request.params.branchMonthId);
      const place = await placeOfBoard(floor, id);
      requireMay(actor, 'board.read', 'month.read', place);
      const rights = (['board.archive', 'board.receipts', 'publication.export'] as const).map((action) =>
        may(action, actor, place),
      );
      if (isKnown(request, reply, [...Object.values(place as object), actor.memberId, ...rights, floor.today()]))
        return reply.code(304).send();
      return board(await floor.read((connection) => boardRows(connection, id)), id, actor, floor.today());
    },
  );
}

/** Whether the client has the answer that these versions make; the answer carries their tag. */
function isKnown(request: FastifyRequest, reply: FastifyReply, versions: readonly unknown[]): boolean {
  const digest = createHash('sha256')
    .update(JSON.stringify([request.url, ...versions]))
    .digest('base64url');
  const tag = `W/"${digest.slice(0, 22)}"`;
  void reply.header('etag', tag);
  return request.headers['if-none-match'] === tag;
}

/** Where a member is today, what he is called, and the versions of all that his months are made of. */
async function placeOfMember(floor: Floor, memberId: number): Promise<Row> {
  const today = floor.today();
  const [place] = await floor.rows<Row>(
    `SELECT COALESCE(teams.path, branches.path) AS unitPath, memberships.memberId, members.name, members.version,
            made.sheetCount, made.sheetVersions, made.monthVersions, made.unitVersions
       FROM memberships
       JOIN members ON members.id = memberships.memberId
       JOIN units branches ON branches.id = memberships.branchId
       LEFT JOIN units teams ON teams.id = memberships.groupId
       CROSS JOIN (SELECT COUNT(*) AS sheetCount, SUM(sheets.version) AS sheetVersions,
                          SUM(branch_months.version) AS monthVersions, SUM(units.version) AS unitVersions
                     FROM sheets
                     JOIN branch_months ON branch_months.id = sheets.branchMonthId
                     JOIN units ON units.id = branch_months.branchId
                    WHERE sheets.memberId = ?) made
      WHERE memberships.memberId = ?
      ORDER BY CASE WHEN memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
                    THEN 0 ELSE 1 END, memberships.fromDay DESC
      LIMIT 1`,
    [memberId, memberId, today, today],
  );
  return place;
}

/** Where a month is, and the versions of all that its board is made of. */
async function placeOfBoard(floor: Floor, branchMonthId: number): Promise<Row> {
  const [place] = await floor.rows<Row>(
    `SELECT units.path AS unitPath, NULL AS memberId, trail_heads.hash, units.version,
            (SELECT SUM(members.version) FROM sheets JOIN members ON members.id = sheets.memberId
              WHERE sheets.branchMonthId = branch_months.id) AS memberVersions,
            (SELECT SUM(publishers.version) + COALESCE(SUM(importers.version), 0)
               FROM publications
               JOIN accounts publishers ON publishers.id = publications.publishedBy
               LEFT JOIN imported_months ON imported_months.publicationId = publications.id
               LEFT JOIN accounts importers ON importers.id = imported_months.importedBy
              WHERE publications.branchMonthId = branch_months.id) AS accountVersions,
            (SELECT SUM(version) FROM calendar_years) AS calendarVersions
       FROM branch_months
       JOIN units ON units.id = branch_months.branchId
       JOIN trail_heads ON trail_heads.chain = 'unit:' || units.id
      WHERE branch_months.id = ?`,
    [branchMonthId],
  );
  return place;
}

async function history(floor: Floor, memberId: number, name: string) {
  const months = await floor.rows<Row>(
    `SELECT branch_months.month, branch_months.branchId, units.name AS branchName, sheets.id AS sheetId,
            sheets.branchMonthId, branch_months.state,
            published_sheets.baseHundredths, published_sheets.deductionHundredths,
            published_sheets.contributionHundredths, published_sheets.scoreHundredths,
            published_sheets.notScoredReason, published_sheets.categoryPoints, published_sheets.fromRecords,
            imported_months.publicationId IS NOT NULL AS isImported,
            originals.publicationId AS originalPublicationId, originals.scoreHundredths AS originalScoreHundredths
       FROM sheets
       JOIN branch_months ON branch_months.id = sheets.branchMonthId
       JOIN units ON units.id = branch_months.branchId
       LEFT JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
            AND published_sheets.sheetId = sheets.id
       LEFT JOIN imported_months ON imported_months.publicationId = sheets.publicationId
       LEFT JOIN published_sheets originals ON originals.sheetId = sheets.id AND originals.publicationId =
            (SELECT MIN(amendments.replacesPublicationId) FROM amendments
              WHERE amendments.sheetId = sheets.id AND amendments.correctionId IS NOT NULL)
      WHERE sheets.memberId = ? AND branch_months.state <> 'takenBack'
        AND (sheets.publicationId IS NOT NULL OR branch_months.state NOT IN ${finalStatesInSql})
      ORDER BY branch_months.month DESC, sheets.id DESC`,
    [memberId],
  );
  return { member: { id: memberId, name }, months: months.map(historyMonth) };
}

const historyMonth = (row: Row) => ({
  month: row.month,
  branch: { id: row.branchId, name: row.branchName, kind: 'branch' },
  sheetId: row.sheetId,
  branchMonthId: row.branchMonthId,
  state: isFinal(row.state) ? 'confirmed' : isPublished(row.state) ? 'published' : 'unpublished',
  baseHundredths: row.baseHundredths,
  deductionHundredths: row.deductionHundredths,
  contributionHundredths: row.contributionHundredths,
  scoreHundredths: row.scoreHundredths,
  notScoredReason: row.notScoredReason && publishedReason(row.notScoredReason as NotScoredReason),
  fromRecords: row.fromRecords === 1,
  isImported: row.isImported === 1,
  isCorrected: row.originalPublicationId !== null,
  originalScoreHundredths: row.originalScoreHundredths,
  categoryPoints: row.categoryPoints === null ? null : JSON.parse(row.categoryPoints),
});

/** Everything that a board is made of, on one snapshot. @throws Refusal */
async function boardRows({ rows }: Connection, branchMonthId: number) {
  const [month] = await rows<Row>(
    `SELECT branch_months.*, units.name AS branchName, units.kind AS branchKind, units.path AS unitPath,
            branch_settings.shortBoard, publications.id AS publicationId, publications.number AS publicationNumber,
            publications.revision, publications.publishedAt, publishers.displayName AS publishedByName, publications.fromDay,
            publications.untilDay, publications.workingDays, publications.contact, publications.digest,
            publications.trailSequence, publications.trailHash, publication_withdrawals.withdrawnAt,
            publication_withdrawals.reason AS withdrawalReason, imported_months.fileName AS importedFileName,
            imported_months.fileDigest AS importedFileDigest, imported_months.importedAt, imported_months.schemeAssumed,
            importers.displayName AS importedByName
       FROM branch_months
       JOIN units ON units.id = branch_months.branchId
       LEFT JOIN branch_settings ON branch_settings.branchId = units.id
       LEFT JOIN publications ON publications.branchMonthId = branch_months.id AND publications.revision =
            (SELECT MAX(revision) FROM publications revisions
              WHERE revisions.branchMonthId = branch_months.id AND revisions.kind IN ('full', 'imported'))
       LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
       LEFT JOIN imported_months ON imported_months.publicationId = publications.id
       LEFT JOIN accounts importers ON importers.id = imported_months.importedBy
       LEFT JOIN accounts publishers ON publishers.id = publications.publishedBy
      WHERE branch_months.id = ?`,
    [branchMonthId],
  );
  if (month?.publicationId == null) throw new Refusal('notFound');
  const rowsOfMonth = await rows<Row>(
    `SELECT published_sheets.*, members.name, publications.kind, publications.number AS publicationNumber,
            publication_receipts.seenAt
       FROM sheets
       JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
            AND published_sheets.sheetId = sheets.id
       JOIN publications ON publications.id = sheets.publicationId
       JOIN members ON members.id = published_sheets.memberId
       LEFT JOIN publication_receipts ON publication_receipts.publicationId = sheets.publicationId
            AND publication_receipts.memberId = sheets.memberId
      WHERE sheets.branchMonthId = ?
      ORDER BY published_sheets.rosterOrder, published_sheets.sheetId`,
    [branchMonthId],
  );
  const others = await rows<Row>(
    `SELECT publications.id, publications.number, publications.kind, publications.publishedAt, publications.branchId,
            publications.digest, publication_withdrawals.withdrawnAt, publication_withdrawals.reason,
            EXISTS (SELECT 1 FROM published_sheets amended
                      JOIN sheets ON sheets.id = amended.sheetId AND sheets.publicationId = publications.id
                     WHERE amended.publicationId = ?) AS amends
       FROM publications
       LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
      WHERE publications.branchMonthId = ? AND publications.id <> ? ORDER BY publications.number`,
    [month.publicationId, branchMonthId, month.publicationId],
  );
  const days = await rows<Row>(
    `SELECT day, kind, NULL AS year FROM calendar_days UNION ALL
     SELECT NULL, NULL, year FROM calendar_years WHERE announcedAt IS NOT NULL`,
  );
  const scheme = await schemeOf(rows, month.schemeVersionId);
  return { month, rows: rowsOfMonth, others, days, scheme };
}

interface Rule {
  definition: Scheme;
  legend: Record<Language, string>;
}
/** A published version of the rule never changes. */
const schemes = new Map<number, Rule>();

async function schemeOf(rows: Connection['rows'], id: number): Promise<Rule> {
  const known = schemes.get(id);
  if (known) return known;
  const [row] = await rows<Row>('SELECT definition FROM scheme_versions WHERE id = ?', [id]);
  const definition = JSON.parse(row.definition) as Scheme;
  const legend = (language: Language) =>
    (describeScheme(definition, language).find(({ code }) => code === 'formula')?.lines ?? []).join('\n');
  const rule = { definition, legend: { zh: legend('zh'), en: legend('en') } };
  schemes.set(id, rule);
  return rule;
}

type Found = Awaited<ReturnType<typeof boardRows>>;

function board({ month, rows, others, days, scheme }: Found, branchMonthId: number, actor: FloorActor, today: string) {
  const { name, version, total, categories } = scheme.definition;
  const target = { unitPath: month.unitPath as string, memberId: null };
  const isArchived = isFinal(month.state as string);
  const ownRowOnly = isArchived && !may('board.archive', actor, target);
  const isWithdrawal = (row: Row) => row.withdrawnAt !== null && ['full', 'imported'].includes(row.kind);
  return {
    branchMonthId,
    branch: { id: month.branchId, name: month.branchName, kind: month.branchKind },
    month: month.month,
    state: month.state,
    publication: publicationOf(month, days, today),
    imported: importedOf(month),
    withdrawal:
      month.withdrawnAt === null
        ? null
        : { number: month.publicationNumber, withdrawnAt: month.withdrawnAt, reason: month.withdrawalReason },
    earlierWithdrawals: others
      .filter((row: Row) => isWithdrawal(row) && row.id < month.publicationId)
      .map(({ number, withdrawnAt, reason }: Row) => ({ number, withdrawnAt, reason })),
    amendments: others
      .filter((row: Row) => row.amends === 1 && row.id > month.publicationId)
      .map(({ number, kind, publishedAt, branchId, digest }: Row) => ({
        ...{ number, kind, publishedAt },
        verificationCode: verificationCode(branchId, number, digest),
      })),
    isArchived,
    ownRowOnly,
    shortBoard: month.shortBoard === 1,
    publicOrigin: null,
    receipts: receiptsOf(rows, actor, may('board.receipts', actor, target), importedOf(month) !== null),
    mayExport: may('publication.export', actor, target),
    scheme: { name, version, ceilingHundredths: total.capHundredths, legend: scheme.legend },
    categories,
    rows: rows
      .map((row: Row, index: number) => boardRow(row, index + 1, scheme.definition))
      .filter(({ memberId }) => !ownRowOnly || memberId === actor.memberId),
  };
}

function publicationOf(month: Row, days: Row[], today: string) {
  const { revision, publishedAt, publishedByName, fromDay, untilDay, workingDays, contact, digest } = month;
  const calendar = new WorkingCalendar({
    days: days.filter(({ day }) => day !== null),
    years: days.filter(({ year }) => year !== null).map(({ year }) => year),
  });
  return {
    id: month.publicationId,
    number: month.publicationNumber,
    revision,
    publishedAt,
    publishedBy: publishedByName,
    fromDay,
    untilDay,
    workingDays,
    workingDaysLeft: calendar.between(today > fromDay ? today : fromDay, untilDay),
    calendarAnnounced: calendar.isAnnouncedFrom(fromDay, untilDay),
    contact,
    digest,
    verificationCode: verificationCode(month.branchId, month.publicationNumber, digest),
    trailHead: printedHead(month.trailSequence, month.trailHash),
  };
}

function importedOf(month: Row) {
  if (month.importedFileName === null) return null;
  const { importedFileName: fileName, importedFileDigest: fileDigest, importedAt, importedByName: importedBy } = month;
  return { fileName, fileDigest, importedAt, importedBy, schemeAssumed: month.schemeAssumed === 1 };
}

function receiptsOf(rows: Row[], { memberId }: FloorActor, mayReadNames: boolean, isImported: boolean) {
  const missing = rows.filter(({ seenAt }) => seenAt === null);
  const own = rows.find((row) => row.memberId === memberId);
  const named = isImported ? [] : missing.map((row) => ({ memberId: row.memberId, name: row.name }));
  return {
    members: rows.length,
    seen: rows.length - missing.length,
    ownSeenAt: own?.seenAt ?? null,
    isAsked: !isImported && own !== undefined && own.seenAt === null,
    missing: mayReadNames ? named : null,
  };
}

function boardRow(row: Row, position: number, scheme: Scheme) {
  const isLight = row.notScoredReason === null && (profileOf(scheme, row.profileCode)?.notApplicable.length ?? 0) > 0;
  return {
    position,
    memberId: row.memberId as number,
    name: row.name,
    standing: row.standing,
    categoryPoints: row.categoryPoints === null ? {} : JSON.parse(row.categoryPoints),
    baseHundredths: row.baseHundredths,
    deductionHundredths: row.deductionHundredths,
    contributionHundredths: row.contributionHundredths,
    scoreHundredths: row.scoreHundredths,
    notScoredReason: row.notScoredReason && publishedReason(row.notScoredReason as NotScoredReason),
    remarks: [
      ...(row.standing === 'probationary' ? ['probationary'] : []),
      ...(isLight ? ['light'] : []),
      ...(row.fromRecords ? ['fromRecords'] : []),
      ...(row.vetoCode !== null ? ['byRegulation'] : []),
    ],
    amendedBy: row.kind === 'full' || row.kind === 'imported' ? null : row.publicationNumber,
  };
}
