import { call } from '../../api';
import type { Closing, ClosingRow, HalfYearRow } from '../../api-types';
import { formatDay, formatPoints, inLanguage } from '../../format';
import { t, type MessageKey } from '../../i18n';

export const closingStates = [
  'notGenerated',
  'generated',
  'branchExamined',
  'bureauExamined',
  'published',
  'confirmed',
  'archived',
] as const;

/** One step of the flow; answers the closing as it is then. */
export function take(closing: Closing, step: string, body?: unknown): Promise<Closing> {
  const path = `/units/${closing.unit.id}/closings/${closing.period}/${step}`;
  return call<Closing>('PUT', path, { version: closing.version, ...(body !== undefined && { body }) });
}

/** A kept row as the table shows it: the band is the proposed one. */
export function asHalfYearRow(closing: Closing, row: ClosingRow, rank: number | null): HalfYearRow {
  return { ...row, branch: closing.unit, rank };
}

/** What is in the way of the next step, in words. */
export function obstacle(closing: Closing, { path, code, params = {} }: Closing['next']['blockedBy'][number]): string {
  const band = closing.bands.find((each) => path === `bands.${each.code}`);
  return t(`closing.blocked.${code}` as MessageKey, {
    ...params,
    band: band ? inLanguage(band.name) : '',
    day: params['untilDay'] ? formatDay(String(params['untilDay'])) : '',
  });
}

/** Why a member is suggested for a band: points in words, bands by their names. */
export function reasonInWords(closing: Closing, { code, params = {} }: ClosingRow['reasons'][number]): string {
  const shown = Object.entries(params).map(([name, value]): [string, string | number] => {
    if (name.endsWith('Hundredths')) return [name, formatPoints(Number(value))];
    const band = name === 'band' ? closing.bands.find((each) => each.code === value) : undefined;
    return [name, band ? inLanguage(band.name) : value];
  });
  return t(`closing.reasons.${code}` as MessageKey, Object.fromEntries(shown));
}
