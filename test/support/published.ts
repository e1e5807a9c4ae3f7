import type { Database } from '#src/database/database.js';
import { digestOf, type PublishedRow, type PublishedRowLine } from '#src/publication/digest.js';
import type { Publication } from '#src/publication/publication.entity.js';

/** Everything that is wrong with publications (those after `afterId`): torn ones, false digests, states that don't agree. */
export async function publicationFaults(database: Database, afterId = 0): Promise<string[]> {
  return database.read(async () => {
    const publications = await database.rows<Publication & { state: string; month: string }>(
      `SELECT publications.*, branch_months.state, branch_months.month FROM publications
         JOIN branch_months ON branch_months.id = publications.branchMonthId
        WHERE publications.id > ? ORDER BY publications.id`,
      [afterId],
    );
    const faults = await orphans(database);
    const withdrawals = await database.rows<{ publicationId: number }>(
      'SELECT publicationId FROM publication_withdrawals',
    );
    const withdrawn = new Set(withdrawals.map(({ publicationId }) => publicationId));
    for (const publication of publications) {
      const { id, branchMonthId, digest, state } = publication;
      const sheets = await database.rows<PublishedRow>('SELECT * FROM published_sheets WHERE publicationId = ?', [id]);
      const lines = await database.rows<PublishedRowLine>('SELECT * FROM published_lines WHERE publicationId = ?', [
        id,
      ]);
      if (digestOf(publication, sheets, lines) !== digest)
        faults.push(`publication ${id}: the digest is of something else`);
      const isWithdrawn = withdrawn.has(id);
      if (!isWithdrawn && !isPublished(state)) faults.push(`publication ${id}: its month is ${state}`);
      const open = await database.rows('SELECT id FROM sheets WHERE branchMonthId = ? AND publicationId IS NULL', [
        branchMonthId,
      ]);
      if (!isWithdrawn && open.length > 0) faults.push(`publication ${id}: ${open.length} sheets are not published`);
      const head = await database.row<{ hash: string }>(
        'SELECT hash FROM trail_records WHERE chain = ? AND sequence = ?',
        [`unit:${publication.branchId}`, publication.trailSequence],
      );
      if (head?.hash !== publication.trailHash) faults.push(`publication ${id}: the trail has another head`);
    }
    return faults;
  });
}

const isPublished = (state: string) => ['published', 'confirmed', 'reported', 'archived'].includes(state);

async function orphans(database: Database): Promise<string[]> {
  const months = await database.rows<{ id: number }>(
    `SELECT branch_months.id FROM branch_months LEFT JOIN publications ON publications.branchMonthId = branch_months.id
      WHERE branch_months.state IN ('published', 'confirmed', 'reported', 'archived') AND publications.id IS NULL`,
  );
  const sheets = await database.rows<{ id: number }>(
    `SELECT sheets.id FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
      WHERE (sheets.publicationId IS NULL) <> (sheets.state NOT IN ('published', 'confirmed', 'corrected'))
         OR (sheets.publicationId IS NOT NULL
             AND branch_months.state NOT IN ('published', 'confirmed', 'reported', 'archived'))`,
  );
  const astray = await database.rows<{ id: number }>(
    `SELECT sheets.id FROM sheets
       LEFT JOIN published_sheets standing ON standing.publicationId = sheets.publicationId AND standing.sheetId = sheets.id
      WHERE sheets.publicationId IS NOT NULL
        AND (standing.sheetId IS NULL
             OR sheets.publicationId <> (SELECT MAX(publicationId) FROM published_sheets WHERE sheetId = sheets.id)
             OR EXISTS (SELECT 1 FROM publication_withdrawals WHERE publicationId = sheets.publicationId))`,
  );
  const gaps = await database.rows<{ branchId: number }>(
    'SELECT branchId FROM publications GROUP BY branchId HAVING COUNT(*) <> MAX(number) OR MIN(number) <> 1',
  );
  return [
    ...months.map(({ id }) => `month ${id} is published, but there is no publication`),
    ...sheets.map(({ id }) => `sheet ${id} is published, but its month is not`),
    ...astray.map(({ id }) => `sheet ${id} points at a publication that does not stand for it`),
    ...gaps.map(({ branchId }) => `branch ${branchId}: its publications are not numbered without gaps`),
  ];
}
