/**
 * In SQL, for a row of `sheets`: the publication whose row stood before the sheet's first correction; null where there was none.
 * Rows that an objection changed before they were confirmed are no corrections.
 */
export const originalPublication = `(SELECT MIN(amendments.replacesPublicationId) FROM amendments
    WHERE amendments.sheetId = sheets.id AND amendments.correctionId IS NOT NULL)`;
