import { ApiProblem, call } from '../../api';
import type { PaperCode, PaperForms } from '../../api-types';
import { formatMonth } from '../../format';
import { t } from '../../i18n';
import { session } from '../../session';
import type { BatchRow } from './rows';

/**
 * Whose form a code is: a row of this stack, or in words why it is none. A form that was mixed up from another month, branch or
 * group is named where its reader may know it, and otherwise only said to be none of his.
 */
export async function whoseCode(
  sheetId: number,
  code: string,
  current: BatchRow,
  rows: readonly BatchRow[],
  forms: PaperForms,
): Promise<{ row: BatchRow } | { text: string }> {
  const row = rows.find(({ sheet }) => sheet.sheetId === sheetId);
  if (row) return { row };
  const listed = forms.items.find((sheet) => sheet.sheetId === sheetId);
  if (listed) {
    const { member, state } = listed;
    if (member.id === session.me?.member?.id) return { text: t('paper.say.own') };
    if (state === 'submitted') return { text: t('paper.say.handedIn', { name: member.name }) };
    return { text: t('paper.say.notEnterable', { name: member.name, state: t(`words.sheetState.${state}`) }) };
  }
  try {
    const found = await call<PaperCode>('GET', `/paper-codes/${encodeURIComponent(code.trim())}`);
    const { name } = found.member;
    const month = formatMonth(found.month);
    if (found.state === 'notScored' && found.branchMonthId === forms.branchMonth.id)
      return { text: t('paper.say.notScored', { name }) };
    if (found.branch.id === forms.branchMonth.branch.id)
      return { text: t('paper.say.foreignHere', { name, month, current: current.sheet.member.name }) };
    return { text: t('paper.say.foreign', { branch: found.branch.name, name, month }) };
  } catch (error) {
    const gone = error instanceof ApiProblem && ['offline', 'away', 'busy'].includes(error.code);
    return { text: t(gone ? 'paper.say.codeUnchecked' : 'paper.say.unknownCode') };
  }
}
