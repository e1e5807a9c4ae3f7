import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';
import type { Scheme } from '../../../../src/scoring/scheme.js';
import { ApiProblem, asProblem, call, network } from '../../api';
import type { SelfLine, Sheet } from '../../api-types';
import { session } from '../../session';
import {
  draftOf,
  linesToSend,
  problemsFromService,
  sameLines,
  saying,
  type DraftLine,
  type FieldProblem,
} from './draft';
import { forget, keep, keptOf } from './kept';

/**
 * saved: the service has it · typing: it will in a moment · saving · onDevice: kept here, the service is away ·
 * unfinished: kept here, the service wants what is marked first · stale: somebody else changed the sheet ·
 * failed: kept here, something else went wrong
 */
export type SaveState = 'saved' | 'typing' | 'saving' | 'onDevice' | 'unfinished' | 'stale' | 'failed';

const pauseMilliseconds = 800;
const retryMilliseconds = 15_000;

/** One's own sheet while one writes in it. `given` is the sheet as it was read. */
export function useDraft(given: Sheet, scheme: Scheme, changed: (sheet: Sheet) => void) {
  const accountId = session.me!.accountId;
  const kept = keptOf(accountId, given.id);
  const sheet = shallowRef(given);
  const lines = reactive<DraftLine[]>(kept?.lines ?? draftOf(given));
  /** The claim form's content: not a line of the sheet before it is complete, but never lost either. */
  const claim = ref<DraftLine | null>(kept?.claim ?? null);
  const state = ref<SaveState>('saved');
  const savedAt = ref<Date | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const keptHere = ref(true);
  /** What the service found that the page didn't: shown at its field until that line is written in again. */
  const refused = shallowRef<FieldProblem[]>([]);
  /** What the service holds now, when it isn't what was written upon. */
  const theirs = shallowRef<Sheet | null>(null);

  let sent: SelfLine[] = linesToSend(draftOf(given), scheme);
  let pause: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;

  const unsent = () => !sameLines(linesToSend(lines, scheme), sent);

  function keepHere(): void {
    if (!unsent() && !claim.value) forget(accountId, given.id);
    else
      keptHere.value = keep(accountId, given.id, {
        version: sheet.value.version,
        lines: [...lines],
        claim: claim.value,
        at: new Date().toISOString(),
      });
  }

  watch(
    [lines, claim],
    () => {
      keepHere();
      if (state.value === 'stale' || !unsent()) return;
      state.value = 'typing';
      clearTimeout(pause);
      pause = setTimeout(() => void save(), pauseMilliseconds);
    },
    { deep: true },
  );

  async function save(): Promise<void> {
    clearTimeout(pause);
    if (running) await running;
    if (!unsent() || state.value === 'stale') return;
    running = put('draft').then(
      () => undefined,
      () => undefined,
    );
    await running;
    running = null;
    // Typed on while it was under way.
    if (state.value === 'saved' && unsent()) await save();
  }

  /** Sends all lines; true when the service has taken them. */
  async function put(what: 'draft' | 'submission'): Promise<Sheet> {
    state.value = 'saving';
    const sending = linesToSend(lines, scheme);
    const sendingLines = saying(lines, scheme);
    try {
      const answer = await call<Sheet>('PUT', `/sheets/${given.id}/${what}`, {
        version: sheet.value.version,
        body: { lines: sending },
      });
      sent = sending;
      sheet.value = answer;
      savedAt.value = new Date();
      problem.value = null;
      refused.value = [];
      state.value = 'saved';
      keepHere();
      return answer;
    } catch (error) {
      const found = asProblem(error);
      refused.value = problemsFromService(sendingLines, found.errors);
      await settle(found);
      throw error;
    }
  }

  async function settle(found: ApiProblem): Promise<void> {
    problem.value = found;
    if (found.code === 'offline' || found.code === 'away') state.value = 'onDevice';
    else if (found.code === 'stale' || found.code === 'wrongState') await compare();
    else state.value = found.code === 'invalid' ? 'unfinished' : 'failed';
  }

  /** Somebody else changed the sheet: read it. The same content under a new version needs nobody's attention. */
  async function compare(): Promise<void> {
    state.value = 'stale';
    try {
      const now = await call<Sheet>('GET', `/sheets/${given.id}`);
      if (!now.mayEdit) changed(now);
      else if (sameLines(linesToSend(draftOf(now), scheme), sent)) continueOn(now);
      else theirs.value = now;
    } catch {
      state.value = 'onDevice'; // The next attempt finds out again.
    }
  }

  function continueOn(now: Sheet): void {
    sheet.value = now;
    sent = linesToSend(draftOf(now), scheme);
    theirs.value = null;
    problem.value = null;
    state.value = 'saved';
    keepHere();
    if (unsent()) void save();
  }

  /** After a look at what changed: what was typed here goes on top of it. */
  function keepMine(): void {
    if (theirs.value) continueOn(theirs.value);
  }

  function takeTheirs(): void {
    if (!theirs.value) return;
    lines.splice(0, lines.length, ...draftOf(theirs.value));
    continueOn(theirs.value);
  }

  /** Throws when it wasn't taken; what was typed stays. */
  async function submit(): Promise<Sheet> {
    clearTimeout(pause);
    if (running) await running;
    if (state.value === 'stale') throw problem.value ?? new ApiProblem('stale');
    const answer = await put('submission');
    forget(accountId, given.id);
    return answer;
  }

  // The network is back, or the service may be: send what waits.
  watch(
    () => network.online,
    (online) => online && state.value === 'onDevice' && void save(),
  );
  const retrying = setInterval(() => state.value === 'onDevice' && navigator.onLine && void save(), retryMilliseconds);
  // A page put away or closed doesn't wait for the pause.
  const hidden = () => document.visibilityState === 'hidden' && state.value === 'typing' && void save();
  document.addEventListener('visibilitychange', hidden);
  onBeforeRouteLeave(() => {
    if (state.value === 'typing') void save();
  });
  onScopeDispose(() => {
    clearTimeout(pause);
    clearInterval(retrying);
    document.removeEventListener('visibilitychange', hidden);
  });

  // Kept from an earlier visit: send it, unless the sheet moved on meanwhile.
  if (kept && unsent()) {
    if (kept.version === given.version) void save();
    else if (given.lines.length === 0) continueOn(given);
    else {
      theirs.value = given;
      state.value = 'stale';
    }
  } else keepHere();

  let nextKey = 1 + Math.max(0, claim.value?.key ?? 0, ...lines.map((line) => line.key));
  return {
    sheet,
    lines,
    claim,
    state,
    savedAt,
    problem,
    keptHere,
    refused,
    theirs,
    waiting: computed(() => state.value === 'saving' || state.value === 'typing'),
    takeKey: () => nextKey++,
    add: (line: DraftLine, index = lines.length) => void lines.splice(index, 0, line),
    change: (key: number, values: Partial<DraftLine>) => {
      const line = lines.find((candidate) => candidate.key === key);
      if (line) Object.assign(line, values);
      refused.value = refused.value.filter((one) => one.key !== key);
    },
    /** Takes a line off the sheet and answers where it stood. */
    remove: (key: number) => {
      const index = lines.findIndex((line) => line.key === key);
      if (index >= 0) lines.splice(index, 1);
      return index;
    },
    setClaim: (line: DraftLine | null) => {
      claim.value = line;
    },
    save,
    submit,
    keepMine,
    takeTheirs,
  };
}
export type Draft = ReturnType<typeof useDraft>;
