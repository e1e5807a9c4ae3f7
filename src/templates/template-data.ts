import type { DocumentCell } from '../documents/description.js';
import type { Reference } from './reference.js';
import type { ListKey } from './vocabulary.js';

/** One member, item, month, category or band. */
export interface ListEntry {
  /** By which it is named directly: an item's code, a month ('2026-06'), a band's name. */
  code: string;
  fields: Record<string, DocumentCell>;
  /** Of a member: his values by the codes of items, categories and months. */
  crossings?: Partial<Record<ListKey, Record<string, DocumentCell>>>;
}

/** All that a template of one source can be filled with. Every figure was computed before. */
export interface TemplateData {
  scalars: Record<string, DocumentCell>;
  lists: Partial<Record<ListKey, ListEntry[]>>;
}

/** Which entry of a list a place belongs to: its row's, its column's. Null: the list is empty. */
export type Standing = ReadonlyMap<ListKey, ListEntry | null>;

/** The value of a placeholder at a place; null where there is none, undefined where its code names nothing. */
export function valueOf(reference: Reference, data: TemplateData, standing: Standing): DocumentCell | undefined {
  switch (reference.kind) {
    case 'scalar':
      return data.scalars[reference.key] ?? null;
    case 'mark':
      return null;
    case 'field':
      return standing.get(reference.list)?.fields[reference.key] ?? null;
    case 'crossing': {
      const code = standing.get(reference.of)?.code;
      return (code !== undefined && standing.get('member')?.crossings?.[reference.of]?.[code]) || null;
    }
    case 'direct': {
      const code = entryCoded(data.lists[reference.of], reference.code, reference.of === 'month')?.code;
      if (code === undefined) return undefined;
      return standing.get('member')?.crossings?.[reference.of]?.[code] ?? null;
    }
    case 'entry': {
      const entry = entryCoded(data.lists.band, reference.code, false);
      return entry ? (entry.fields['count'] ?? null) : undefined;
    }
  }
}

/** By its code, whatever the case; a month by its place in the period as well. */
function entryCoded(entries: readonly ListEntry[] | undefined, code: string, byPlace: boolean): ListEntry | undefined {
  const found = entries?.find((entry) => entry.code.toLowerCase() === code.toLowerCase());
  if (found || !byPlace || !/^\d{1,2}$/.test(code)) return found;
  return entries?.[Number(code) - 1];
}

/** As it stands within a sentence. */
export function textOfValue(value: DocumentCell | undefined): string {
  if (!value) return '';
  if ('text' in value) return value.text;
  if ('hundredths' in value) return (value.hundredths / 100).toFixed(2);
  if ('integer' in value) return String(value.integer);
  return `${(value.tenThousandths / 100).toFixed(2)}%`;
}
