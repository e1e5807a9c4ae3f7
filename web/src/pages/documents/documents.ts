import { download } from '../../api';
import type { DocumentItem, DocumentList } from '../../api-types';
import { t, type MessageKey } from '../../i18n';

export type DocumentFormat = DocumentItem['formats'][number];
export type FileFormat = Exclude<DocumentFormat, 'json'>;
export const occasions = ['month', 'dispute', 'halfYear', 'person'] as const;

/** What a document is called: its name, and which of several it is. */
export function documentName({ key, which }: DocumentItem): string {
  const name = t(`documents.names.${key}` as MessageKey);
  if (!which) return name;
  const number =
    key === 'minutes' ? t('documents.meeting', { n: which.number }) : t('documents.slip', { n: which.number });
  return t('documents.nameOfOne', { name, which: [number, which.memberName].filter(Boolean).join(' ') });
}

/** Unlike any other of the list. */
export const documentId = ({ key, which }: DocumentItem): string => (which ? `${key}-${which.number}` : key);

export const fileFormatsOf = ({ formats }: DocumentItem): FileFormat[] =>
  formats.filter((format): format is FileFormat => format !== 'json');

export const pathAs = ({ path }: DocumentItem, format: DocumentFormat): string =>
  (path ?? '').replace('{format}', format);

export function take(item: DocumentItem, format: FileFormat, { unit }: DocumentList): Promise<void> {
  return download(pathAs(item, format), `${unit.name} ${documentName(item)}.${format}`);
}

/** A document with a printed page of its own already. */
export function ownPage(
  item: DocumentItem,
  unitId: number,
): { name: string; params: Record<string, string | number> } | null {
  const branchMonthId = /\/branch-months\/(\d+)\//.exec(item.path ?? '')?.[1];
  if (item.key === 'selfAssessment' && branchMonthId) return { name: 'paperForms', params: { unitId, branchMonthId } };
  // The minutes, the register and a slip are read on the pages on which they are written.
  if (item.key === 'minutes' && branchMonthId) return { name: 'meetings', params: { unitId, branchMonthId } };
  const year = /objection-register\.\{format\}\?year=(\d{4})/.exec(item.path ?? '')?.[1];
  if (item.key === 'register' && year) return { name: 'objections', params: { unitId, year } };
  const correctionId = /\/corrections\/(\d+)\//.exec(item.path ?? '')?.[1];
  if (correctionId) return { name: 'correction', params: { correctionId } };
  if (item.page) return { name: item.page, params: { unitId } };
  return null;
}
