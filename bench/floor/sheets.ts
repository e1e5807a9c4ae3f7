/**
 * The own sheet by hand, as its member reads it who has handed it in and whose month has not come to its review; of other states and
 * other readers the floor knows nothing, and it answers as if there were no such sheet. What writes.ts leaves out is left out here.
 */
import type { FastifyInstance } from 'fastify';
import type { BranchMonth } from '#src/assessments/branch-month.entity.js';
import type { SheetLine } from '#src/assessments/sheet-line.entity.js';
import type { Sheet } from '#src/assessments/sheet.entity.js';
import { Refusal } from '#src/http/refusal.js';
import type { Scheme } from '#src/scoring/scheme.js';
import { type Connection, type Floor, idIn, requireMay } from './server.js';
import { type Around, around, asItsMember, ownDocuments, placeOfSheet } from './submissions.js';

type Found = Sheet & Around & Omit<BranchMonth, 'id' | 'state' | 'version'> & { monthState: BranchMonth['state'] };

export function registerSheets(server: FastifyInstance, floor: Floor, schemeOf: (id: number) => Promise<Scheme>): void {
  server.get<{ Params: { sheetId: string } }>('/api/v1/sheets/:sheetId', async (request, reply) => {
    const actor = await floor.actorOf(request);
    const sheetId = idIn(request.params.sheetId);
    const place = await placeOfSheet(floor, sheetId);
    requireMay(actor, 'sheet.read', 'sheet.read', place);
    const today = floor.today();
    const answer = await floor.read(async (connection) => {
      const found = await sheetOf(connection, sheetId, today);
      if (
        !found ||
        found.state !== 'submitted' ||
        found.monthState !== 'selfAssessment' ||
        found.memberId !== actor.memberId
      )
        throw new Refusal('notFound');
      const lines = await connection.rows<SheetLine>('SELECT * FROM sheet_lines WHERE sheetId = ? ORDER BY number', [
        sheetId,
      ]);
      const month = { ...found, id: found.branchMonthId, state: found.monthState } as unknown as BranchMonth;
      const handedIn = { sheet: found, month, lines, scheme: await schemeOf(found.schemeVersionId) };
      return asItsMember(handedIn, found, await ownDocuments(connection, handedIn));
    });
    void reply.header('ETag', `"${answer.version}"`);
    return answer;
  });
}

/** The sheet, its month and everything around them in one statement. */
async function sheetOf({ rows }: Connection, sheetId: number, today: string): Promise<Found | undefined> {
  const lastMonth = "DATE_FORMAT(CONCAT(branch_months.month, '-01') - INTERVAL 1 MONTH, '%Y-%m')";
  const [found] = await rows<Found>(
    `SELECT sheets.*, branch_months.month, branch_months.state AS monthState, branch_months.branchId,
            branch_months.themeDay, branch_months.selfAssessmentUntil, branch_months.schemeVersionId, ${around(lastMonth)}`,
    [today, today, today, today, sheetId],
  );
  return found;
}
