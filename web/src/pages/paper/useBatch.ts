import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { formRows } from '../../../../src/paper/form-rows.js';
import { itemOf, type Scheme } from '../../../../src/scoring/scheme.js';
import { asProblem, call, type ApiProblem } from '../../api';
import type { PaperForms, PaperStack } from '../../api-types';
import { inLanguage } from '../../format';
import { t } from '../../i18n';
import { valueInWords } from '../../schemes';
import { session } from '../../session';
import { isDefault, linesToSend, problemsFromService, saying } from '../sheet/draft';
import { problemInWords } from '../sheet/explain';
import { cellOf, emptyEntry, entryOf, lineOf, lineProblems, readTyped, type Cell } from './entry';
import { keepBatch, keptBatch, type KeptRow, type Stack } from './kept-batch';
import { isChanged, isSaved, isTouched, isWaiting, keptOf, rowOf, saidOf, type BatchRow } from './rows';
import { whoseCode } from './whose-code';

/** A question in the middle of typing: Enter does it, Escape stays. */
export interface Question {
  text: string;
  go: () => void;
  goLabel: string;
  stayLabel: string;
}

/** A stack of papers while it is typed. Nothing is lost before the service has it; the service takes each once. */
export function useBatch(given: PaperForms, scheme: Scheme) {
  const accountId = session.me!.accountId;
  const monthId = given.branchMonth.id;
  const kept = keptBatch(accountId, monthId);
  const forms = shallowRef(given);
  const stack = reactive<Stack>(
    kept?.stack ?? { receivedOn: given.today, reason: '', consent: 'signedPaper', consentNote: '' },
  );
  const rows = reactive<BatchRow[]>(rowsOf(given, kept?.rows ?? {}));
  const activeId = ref<number | null>(kept?.activeId ?? null);
  const keptHere = ref(true);
  const message = ref('');
  const cellProblem = ref<{ cell: Cell | 'typed'; text: string } | null>(null);
  const question = shallowRef<Question | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const saving = ref(false);
  /** Counted up whenever the keyboard has to start anew in the first cell. */
  const focusing = ref(0);

  const active = computed(() => rows.find(({ sheet }) => sheet.sheetId === activeId.value) ?? null);
  const toSave = computed(() => rows.filter(({ done }) => done));
  if (!active.value) activeId.value = (rows.find(isWaiting) ?? rows[0])?.sheet.sheetId ?? null;
  const lineRows = computed(() => formRows(scheme, active.value?.sheet.profileCode ?? ''));
  const itemName = (code: string) => inLanguage(itemOf(scheme, code)?.name);

  watch(
    [stack, rows, activeId],
    () => {
      const all = rows.map((row) => [String(row.sheet.sheetId), keptOf(row)] as const);
      const touched = Object.fromEntries(all.filter((pair): pair is [string, KeptRow] => pair[1] !== null));
      keptHere.value = keepBatch(accountId, monthId, { stack, activeId: activeId.value, rows: touched });
    },
    { deep: true },
  );

  function say(text: string): void {
    message.value = text;
    cellProblem.value = null;
  }

  function complain(cell: Cell | 'typed', text: string): void {
    message.value = '';
    cellProblem.value = { cell, text };
  }

  function go(row: BatchRow, text = ''): void {
    question.value = null;
    activeId.value = row.sheet.sheetId;
    say(text);
    focusing.value += 1;
  }

  /** The row above or below, whatever its state. */
  function move(by: 1 | -1): void {
    const at = rows.findIndex(({ sheet }) => sheet.sheetId === activeId.value);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) go(next);
  }

  /** This paper is typed: on to the next that waits. */
  function finish(row: BatchRow): void {
    // Nothing was changed in what the service has already: there is nothing to send.
    const sends = !isSaved(row) || isChanged(row);
    row.done = sends;
    row.refusal = null;
    row.problems = [];
    const at = rows.indexOf(row);
    const next = [...rows.slice(at + 1), ...rows.slice(0, at)].find(isWaiting);
    const what = row.lines.length > 0 ? t('paper.state.exceptions', { n: row.lines.length }) : t('paper.state.normal');
    go(next ?? row, sends ? t('paper.say.done', { name: row.sheet.member.name, what }) : '');
  }

  /** Enter in the first cell. */
  async function typed(row: BatchRow): Promise<void> {
    const text = row.entry.typed;
    const read = readTyped(text, lineRows.value);
    switch (read.kind) {
      case 'nothing':
        return finish(row);
      case 'badCode':
        return complain('typed', t('paper.say.badCode'));
      case 'unknownItem':
        return complain('typed', t('paper.say.unknownItem', { text: text.trim() }));
      case 'code': {
        row.entry = emptyEntry();
        const answer = await whoseCode(read.sheetId, text, row, rows, forms.value);
        if ('text' in answer) return complain('typed', answer.text);
        return other(row, answer.row);
      }
      case 'row': {
        const { closed, item } = read.row;
        const named = { item: inLanguage(item.name), name: row.sheet.member.name };
        if (closed) return complain('typed', t(`paper.say.closedItem.${closed}`, named));
        row.entry.itemCode = item.code;
        return say('');
      }
    }
  }

  /** A form's code was typed while this row is the current one. */
  function other(row: BatchRow, found: BatchRow): void {
    const [name, otherName] = [row.sheet.member.name, found.sheet.member.name];
    const checked = () => {
      found.checked = true;
      go(found, t('paper.say.checked', { name: otherName }));
    };
    const ask = (text: string) => {
      const [goLabel, stayLabel] = [t('paper.say.goOther', { other: otherName }), t('paper.say.stay', { name })];
      question.value = { text, go: checked, goLabel, stayLabel };
    };
    if (found === row) return checked();
    const state = t(found.done ? 'paper.state.normal' : 'paper.state.saved');
    if (found.done || isSaved(found)) return ask(t('paper.say.otherDone', { other: otherName, state }));
    const begun = !row.done && isTouched(row);
    if (begun) return ask(t('paper.say.other', { other: otherName, name, n: row.lines.length }));
    checked();
  }

  function stay(): void {
    question.value = null;
    focusing.value += 1;
  }

  /** Enter in the last cell: the exception stands in the row, and the next one may follow. False: something is missing. */
  function add(row: BatchRow): boolean {
    const item = itemOf(scheme, row.entry.itemCode);
    if (!item) return false;
    const key = 1 + Math.max(0, ...row.lines.map((line) => line.key));
    const line = lineOf(key, item, row.entry, forms.value.branchMonth.month);
    if ('cell' in line) {
      const to = (item.options?.length ?? item.each?.countMax ?? item.levels?.countMax ?? 0) as number;
      complain(line.cell, t(`paper.say.${line.code}`, { from: 1, to }));
      return false;
    }
    const [wrong] = lineProblems(scheme, row.sheet.profileCode, line, forms.value.today);
    if (wrong) {
      complain(cellOf[wrong.field], problemInWords(wrong));
      return false;
    }
    if (item.kind === 'base' && isDefault(item, line) && !line.reason) {
      complain('value', t('paper.say.isNormal'));
      return false;
    }
    // One word about a base item: the later one stands.
    const kept = item.kind === 'base' ? row.lines.filter(({ itemCode }) => itemCode !== item.code) : row.lines;
    row.lines = [...kept, line];
    row.entry = emptyEntry();
    row.problems = row.problems.filter((one) => row.lines.some((each) => each.key === one.key));
    row.done = false;
    say(t('paper.say.added', { item: inLanguage(item.name), value: valueInWords(item, line) }));
    focusing.value += 1;
    return true;
  }

  /** Takes a line off; with `edit` back into the cells. */
  function take(row: BatchRow, key: number, edit: boolean): void {
    const line = row.lines.find((one) => one.key === key);
    if (!line) return;
    row.lines = row.lines.filter((one) => one !== line);
    row.done = false;
    row.entry = edit ? entryOf(line, lineRows.value, scheme) : emptyEntry();
    const found = row.problems.find((one) => one.key === key);
    say(edit ? t('paper.say.taken', { item: itemName(line.itemCode) }) : '');
    if (edit && found) complain(cellOf[found.field], problemInWords(found));
    focusing.value += 1;
  }

  /** Corrects what was said of a saved paper; said as before, it is as before. */
  function correct(row: BatchRow, said: Stack): void {
    row.said = null;
    if (JSON.stringify(said) !== JSON.stringify(saidOf(row))) row.said = said;
    row.done = false;
  }

  function dropEntry(row: BatchRow): void {
    row.entry = emptyEntry();
    say('');
    focusing.value += 1;
  }

  /** Back to what the service holds; a row that nobody may enter any more goes. */
  function reset(row: BatchRow): void {
    const at = rows.indexOf(row);
    const now = forms.value.items.find(({ sheetId }) => sheetId === row.sheet.sheetId);
    if (now?.mayEnter) rows.splice(at, 1, rowOf(now));
    else rows.splice(at, 1);
    const next = rows[at] ?? rows[at - 1];
    if (next) go(next);
    else activeId.value = null;
  }

  function bodyOf(row: BatchRow) {
    const { sheetId, version, paperCode } = row.sheet;
    // What was saved before is corrected as the paper it was; what is new, or came back, is of this stack.
    const { receivedOn, reason, consent, consentNote } = (isSaved(row) && saidOf(row)) || stack;
    const said = { receivedOn, reason: reason.trim(), consent, consentNote: consentNote.trim() };
    const { checked, replacesDraft } = row;
    const lines = linesToSend(row.lines, scheme);
    return { sheetId, version, lines, ...said, paperCode: checked ? paperCode : null, replacesDraft };
  }

  async function save(): Promise<void> {
    const sending = [...toSave.value];
    if (sending.length === 0 || saving.value) return;
    saving.value = true;
    problem.value = null;
    try {
      const body = { sheets: sending.map(bodyOf) };
      const path = `/branch-months/${monthId}/proxy-submissions`;
      const { items } = await call<PaperStack>('PUT', path, { body, timeoutMilliseconds: 60_000 });
      for (const [index, row] of sending.entries()) settle(row, items[index]?.problem ?? null);
      await reload();
      const left = sending.filter(({ refusal }) => refusal !== null);
      const saved = { n: sending.length - left.length, left: left.length };
      const next = left[0] ?? rows.find(isWaiting);
      const said =
        left.length > 0
          ? t('paper.savedSome', { n: saved.n - saved.left, left: saved.left })
          : t('paper.savedAll', { n: saved.n });
      if (next) go(next, said);
      else say(said);
    } catch (error) {
      const found = asProblem(error);
      problem.value = found;
      for (const [index, row] of sending.entries()) {
        const at = `sheets[${index}].`;
        const own = found.errors.filter(({ path }) => path.startsWith(at));
        const errors = own.map((one) => ({ ...one, path: one.path.slice(at.length) }));
        if (own.length > 0) settle(row, { code: 'invalid', errors, params: {} });
      }
    } finally {
      saving.value = false;
    }
  }

  function settle(row: BatchRow, refusal: BatchRow['refusal']): void {
    row.done = false;
    row.refusal = refusal;
    row.problems = refusal ? problemsFromService(saying(row.lines, scheme), refusal.errors) : [];
  }

  /** What the service holds now; what it refused stays as it was typed. */
  async function reload(): Promise<void> {
    forms.value = await call<PaperForms>('GET', `/branch-months/${monthId}/paper-forms`);
    for (const sheet of forms.value.items) {
      const at = rows.findIndex((row) => row.sheet.sheetId === sheet.sheetId);
      if (at < 0) continue;
      const row = rows[at]!;
      if (row.refusal || row.done) row.sheet = sheet;
      else rows.splice(at, 1, rowOf(sheet));
    }
  }

  return {
    forms,
    scheme,
    stack,
    rows,
    active,
    activeId,
    lineRows,
    toSave,
    keptHere,
    message,
    cellProblem,
    question,
    problem,
    saving,
    focusing,
    focus: () => void (focusing.value += 1),
    go,
    move,
    typed,
    add,
    take,
    correct,
    dropEntry,
    stay,
    reset,
    finish,
    save,
    itemName,
  };
}
export type Batch = ReturnType<typeof useBatch>;

/** Those who may be entered, and those in whose rows something was typed before they no longer may. */
function rowsOf(forms: PaperForms, kept: Record<string, KeptRow>): BatchRow[] {
  return forms.items
    .filter(({ sheetId, mayEnter }) => mayEnter || kept[sheetId])
    .map((sheet) => rowOf(sheet, kept[sheet.sheetId]));
}
