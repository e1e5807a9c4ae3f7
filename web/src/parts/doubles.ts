/** What of a line was handed in elsewhere, too, in words. */
import type { LineDouble } from '../api-types';
import { formatMonth } from '../format';
import { t } from '../i18n';

export interface DoubleWords {
  words: string;
  needsReason: boolean;
}

/** For reviewers. Several people who claim the same deed make one sentence. */
export function doublesInWords(doubles: readonly LineDouble[]): DoubleWords[] {
  const others = doubles.filter(({ kind }) => kind === 'deed');
  const names = [...new Set(others.map(({ memberName }) => memberName ?? ''))].filter(Boolean);
  const deed = t('evidence.double.deed', { n: names.length, names: names.join(t('words.list')) });
  const found = doubles
    .filter(({ kind }) => kind !== 'deed')
    .map((double) => ({ words: oneInWords(double), needsReason: double.needsReason }));
  const all = [...found, ...(names.length > 0 ? [{ words: deed, needsReason: false }] : [])];
  return [...new Map(all.map((one) => [one.words, one])).values()];
}

function oneInWords({ kind, fileName, sameSheet, ofSameMember, memberName, month }: LineDouble): string {
  const named = { file: fileName ?? '', name: memberName ?? '', month: month === null ? '' : formatMonth(month) };
  if (kind === 'file') {
    if (sameSheet) return t('evidence.double.sameSheet', named);
    if (ofSameMember) return t('evidence.double.own', named);
    return t(memberName === null ? 'evidence.double.elsewhere' : 'evidence.double.member', named);
  }
  if (ofSameMember) return t('evidence.double.documentOwn', named);
  return t(memberName === null ? 'evidence.double.documentElsewhere' : 'evidence.double.document', named);
}

/** For the member, who is told of his own sheets alone. */
export function ownDoublesInWords(doubles: readonly LineDouble[]): string[] {
  const sentences = doubles
    .filter(({ ofSameMember, kind }) => ofSameMember && kind !== 'deed')
    .map(({ kind, fileName, sameSheet, month }) => {
      const named = { file: fileName ?? '', month: month === null ? '' : formatMonth(month) };
      if (kind === 'document') return t('evidence.ownDouble.document', named);
      return t(sameSheet ? 'evidence.ownDouble.sameSheet' : 'evidence.ownDouble.own', named);
    });
  return [...new Set(sentences)];
}
