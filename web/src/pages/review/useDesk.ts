/** What the desk holds: the month, its sheets, the one that is open, and everything typed into any of them. */
import { computed, ref, shallowRef } from 'vue';
import type { Scheme } from '../../../../src/scoring/scheme.js';
import { asProblem, call, type ApiProblem } from '../../api';
import type { BranchMonth, Sheet, SheetSummary } from '../../api-types';
import { readScheme } from '../../schemes';
import { loadToday } from '../../today';
import { draftOf, rebased, sameDraft, toSend, type ReviewDraft } from './draft';
import { forgetDraft, keepDraft, keptDraft } from './kept-drafts';
import { nextWaiting, orderOf } from './queue';

export interface Conflict {
  before: Sheet;
  now: Sheet;
}

export type Desk = ReturnType<typeof useDesk>;

export function useDesk(branchMonthId: number) {
  const month = shallowRef<BranchMonth | null>(null);
  const scheme = shallowRef<Scheme | null>(null);
  const summaries = shallowRef<SheetSummary[]>([]);
  const order = ref<number[]>([]);
  const sheet = shallowRef<Sheet | null>(null);
  const draft = shallowRef<ReviewDraft | null>(null);
  /** Somebody else changed the open sheet: both are kept until the reviewer has chosen. */
  const conflict = shallowRef<Conflict | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const sheetProblem = shallowRef<ApiProblem | null>(null);
  const working = ref(false);
  const fetched = new Map<number, Promise<Sheet>>();

  /** Whether it is the group leaders' turn and not yet the branch's. */
  const preReviewing = computed(() => month.value?.state === 'preReview');
  const queue = computed(() => order.value.flatMap((id) => summaries.value.find((summary) => summary.id === id) ?? []));

  async function load(): Promise<void> {
    try {
      const [readMonth, { items }] = await Promise.all([
        call<BranchMonth>('GET', `/branch-months/${branchMonthId}`),
        call<{ items: SheetSummary[] }>('GET', `/branch-months/${branchMonthId}/sheets`),
      ]);
      scheme.value = await readScheme(readMonth.schemeVersionId);
      month.value = readMonth;
      summaries.value = items;
      const known = new Set(order.value);
      order.value =
        order.value.length === 0
          ? orderOf(items, preReviewing.value)
          : [
              ...order.value,
              ...orderOf(
                items.filter(({ id }) => !known.has(id)),
                preReviewing.value,
              ),
            ];
      problem.value = null;
    } catch (error) {
      problem.value = asProblem(error);
    }
  }

  /** When the review starts, who handed nothing in comes among those to look at. */
  function sortAgain(): void {
    order.value = orderOf(summaries.value, preReviewing.value);
  }

  function fetchSheet(id: number): Promise<Sheet> {
    const running = fetched.get(id) ?? call<Sheet>('GET', `/sheets/${id}`);
    fetched.set(id, running);
    running.catch(() => fetched.delete(id));
    return running;
  }

  let wanted = 0;
  async function open(id: number): Promise<void> {
    wanted = id;
    sheetProblem.value = null;
    conflict.value = null;
    try {
      const read = await fetchSheet(id);
      if (wanted !== id) return;
      show(read);
      const next = nextWaiting(queue.value, id, preReviewing.value);
      if (next) void fetchSheet(next.id).catch(() => undefined);
    } catch (error) {
      if (wanted === id) sheetProblem.value = asProblem(error);
    }
  }

  function show(read: Sheet): void {
    const kept = keptDraft(read.id);
    sheet.value = read;
    draft.value = kept ? rebased(kept, read) : draftOf(read);
  }

  function change(next: ReviewDraft): void {
    if (!sheet.value) return;
    draft.value = next;
    if (sameDraft(next, draftOf(sheet.value))) forgetDraft(sheet.value.id);
    else keepDraft(sheet.value.id, next);
  }

  /** A step with the open sheet. True when the service took it; otherwise what was typed is still there. */
  async function step(method: 'PUT' | 'DELETE', path: string, body?: unknown): Promise<boolean> {
    const before = sheet.value;
    if (!before || working.value) return false;
    working.value = true;
    sheetProblem.value = null;
    try {
      const options = body === undefined ? { version: before.version } : { version: before.version, body };
      const after = await call<Sheet>(method, `/sheets/${before.id}/${path}`, options);
      forgetDraft(before.id);
      fetched.set(after.id, Promise.resolve(after));
      if (sheet.value?.id === after.id) show(after);
      await load();
      void loadToday();
      return true;
    } catch (error) {
      const found = asProblem(error);
      if (found.code === 'stale') await meetChange(before);
      else sheetProblem.value = found;
      return false;
    } finally {
      working.value = false;
    }
  }

  async function meetChange(before: Sheet): Promise<void> {
    fetched.delete(before.id);
    try {
      conflict.value = { before, now: await fetchSheet(before.id) };
    } catch (error) {
      sheetProblem.value = asProblem(error);
    }
    void load();
  }

  function settle(mine: boolean): void {
    if (!conflict.value || !draft.value) return;
    const { now } = conflict.value;
    sheet.value = now;
    change(mine ? rebased(draft.value, now) : draftOf(now));
    conflict.value = null;
  }

  /** What a pre-reviewer says of the open sheet; it decides nothing. */
  const giveOpinion = () => (draft.value ? step('PUT', 'pre-review', toSend(draft.value)) : false);

  const decide = () => (draft.value ? step('PUT', 'review', { ...toSend(draft.value), complete: true }) : false);

  /** A step with the month itself. */
  async function monthStep<T>(path: string, body?: unknown, method: 'PUT' | 'DELETE' = 'PUT'): Promise<T | null> {
    if (!month.value || working.value) return null;
    working.value = true;
    problem.value = null;
    try {
      const options = body === undefined ? { version: month.value.version } : { version: month.value.version, body };
      const answer = await call<T>(method, `/branch-months/${branchMonthId}/${path}`, options);
      fetched.clear();
      await load();
      if (sheet.value) await open(sheet.value.id);
      void loadToday();
      return answer;
    } catch (error) {
      const found = asProblem(error);
      await load();
      problem.value = found;
      return null;
    } finally {
      working.value = false;
    }
  }

  return {
    month,
    scheme,
    queue,
    preReviewing,
    sheet,
    draft,
    conflict,
    problem,
    sheetProblem,
    working,
    load,
    sortAgain,
    open,
    change,
    step,
    settle,
    decide,
    giveOpinion,
    monthStep,
  };
}
