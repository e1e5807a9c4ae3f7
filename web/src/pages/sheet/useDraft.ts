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
import { filesOf, isWaiting, saidBy } from './draft-files';
import { forget, keep, keptOf } from './kept';
import { useDraftFiles } from './useDraftFiles';

/**
 * saved: the service has it · typing: it will in a moment · saving · onDevice: kept here, the service is away ·
 * queued: handed in, and kept here until the service can be told · unfinished: kept here, the service wants what is marked
 * first · stale: somebody else changed the sheet · failed: kept here, something else went wrong
 */
export type SaveState = 'saved' | 'typing' | 'saving' | 'onDevice' | 'queued' | 'unfinished' | 'stale' | 'failed';

const pauseMilliseconds = 800;
const retryMilliseconds = 15_000;

/** Nobody could be asked, or nobody knows: it goes on waiting and is tried again. */
const passing = new Set(['offline', 'away', 'busy', 'signInRequired', 'passwordChangeRequired']);

/** One's own sheet while one writes in it. `given` is the sheet as it was read. */
export function useDraft(given: Sheet, scheme: Scheme, changed: (sheet: Sheet) => void) {
  const owner = { accountId: session.me!.accountId, sheetId: given.id };
  const { accountId } = owner;
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
  /** Pressed without a network: what was said then, which any change of mind takes back. */
  const queued = ref<string | null>(kept?.submit ? saidBy(lines, claim.value) : null);

  let sent: SelfLine[] = linesToSend(draftOf(given), scheme);
  let attempted: SelfLine[] | null = kept?.attempted ?? null;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let closed = false;

  const unsent = () => !sameLines(linesToSend(lines, scheme), sent);
  const files = () => filesOf(lines, claim.value);

  function keepHere(): void {
    const nothing = !unsent() && !claim.value && queued.value === null && files().every(({ id }) => id !== null);
    if (nothing) forget(accountId, given.id);
    else
      keptHere.value = keep(accountId, given.id, {
        version: sheet.value.version,
        lines: [...lines],
        claim: claim.value,
        at: new Date().toISOString(),
        base: sent,
        attempted,
        submit: queued.value !== null,
      });
  }

  watch(
    [lines, claim],
    () => {
      if (queued.value !== null && queued.value !== saidBy(lines, claim.value)) {
        queued.value = null;
        state.value = 'onDevice';
      }
      keepHere();
      if (state.value === 'stale' || queued.value !== null || !unsent()) return;
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
    await alone(() => put('draft'));
    // Typed on while it was under way.
    if (state.value === 'saved' && unsent()) await save();
  }

  /** One request at a time: each is made upon what the one before has left. */
  async function alone(work: () => Promise<unknown>): Promise<void> {
    running = work().then(
      () => undefined,
      () => undefined,
    );
    await running;
    running = null;
  }

  /** Sends all lines; throws when the service has not taken them, or nobody knows. */
  async function put(what: 'draft' | 'submission'): Promise<Sheet> {
    state.value = 'saving';
    const sending = linesToSend(lines, scheme);
    const sendingLines = saying(lines, scheme);
    attempted = sending;
    keepHere();
    try {
      const answer = await call<Sheet>('PUT', `/sheets/${given.id}/${what}`, {
        version: sheet.value.version,
        body: { lines: sending },
      });
      take(answer, sending);
      return answer;
    } catch (error) {
      const found = asProblem(error);
      if (found.code === 'invalid') attempted = null;
      refused.value = problemsFromService(sendingLines, found.errors);
      await settle(found);
      throw error;
    }
  }

  function take(answer: Sheet, sending: SelfLine[]): void {
    sent = sending;
    attempted = null;
    sheet.value = answer;
    savedAt.value = new Date();
    problem.value = null;
    refused.value = [];
    state.value = 'saved';
    keepHere();
  }

  async function settle(found: ApiProblem): Promise<void> {
    problem.value = found;
    if (passing.has(found.code)) state.value = queued.value === null ? 'onDevice' : 'queued';
    else if (found.code === 'stale' || found.code === 'wrongState') await compare();
    else state.value = found.code === 'invalid' ? 'unfinished' : 'failed';
  }

  /**
   * The service holds something else than was written upon. Where that is what was sent and never answered, it is done;
   * the same content under a new version needs nobody's attention; everything else is shown beside what was typed here.
   */
  async function compare(): Promise<void> {
    state.value = 'stale';
    try {
      const now = await call<Sheet>('GET', `/sheets/${given.id}`);
      const holds = linesToSend(draftOf(now), scheme);
      const known = sameLines(holds, sent) || (attempted !== null && sameLines(holds, attempted));
      if (!now.mayEdit) leave(now, sameLines(holds, linesToSend(lines, scheme)));
      else if (known) continueOn(now);
      else theirs.value = now;
    } catch {
      state.value = queued.value === null ? 'onDevice' : 'queued'; // The next attempt finds out again.
    }
  }

  /** The sheet is in other hands. What was typed here goes only if they have the very same. */
  function leave(now: Sheet, same: boolean): void {
    clearTimeout(pause);
    closed = true;
    if (same && !claim.value) forget(accountId, given.id);
    else {
      queued.value = null;
      keepHere();
    }
    changed(now);
  }

  function continueOn(now: Sheet): void {
    sheet.value = now;
    sent = linesToSend(draftOf(now), scheme);
    attempted = null;
    theirs.value = null;
    problem.value = null;
    state.value = 'saved';
    keepHere();
    resume();
  }

  /** Sends what waits: the whole sheet if it was handed in, otherwise what isn't saved yet. */
  function resume(): void {
    if (closed || state.value === 'stale' || state.value === 'saving') return;
    if (queued.value !== null) void deliver().catch(() => undefined);
    else {
      void attached.send();
      if (unsent()) void save();
    }
  }

  /** After a look at what changed: what was typed here goes on top of it. */
  function keepMine(): void {
    if (theirs.value) continueOn(theirs.value);
  }

  function takeTheirs(): void {
    if (!theirs.value) return;
    queued.value = null;
    lines.splice(0, lines.length, ...draftOf(theirs.value));
    continueOn(theirs.value);
  }

  const attached = useDraftFiles(owner, {
    lines,
    claim,
    failed: (found) => void (state.value === 'stale' || settle(found)),
  });
  watch(attached.allKept, (all) => all || (keptHere.value = false));
  // Taken off a line here; the service lets a file go when no saved line names it any more.
  watch(state, (now) => now === 'saved' && !unsent() && attached.letGo());

  /** Hands the sheet in: null when it waits for a network. Throws when it wasn't taken; what was typed stays. */
  async function submit(): Promise<Sheet | null> {
    clearTimeout(pause);
    if (state.value === 'stale') throw problem.value ?? new ApiProblem('stale');
    queued.value = saidBy(lines, claim.value);
    keepHere();
    const answer = await deliver();
    return answer;
  }

  async function deliver(): Promise<Sheet | null> {
    if (running) await running;
    await attached.send();
    if (files().some(({ problem: refusedFile }) => refusedFile)) return notTaken(new ApiProblem('invalid'));
    if (queued.value === null || files().some(isWaiting)) {
      if (queued.value !== null) state.value = 'queued';
      return null;
    }
    let answer: Sheet | undefined;
    let failure: unknown;
    await alone(() =>
      put('submission').then(
        (taken) => (answer = taken),
        (error: unknown) => (failure = error),
      ),
    );
    if (answer) {
      queued.value = null;
      closed = true;
      forget(accountId, given.id);
      changed(answer);
      return answer;
    }
    const found = asProblem(failure);
    // Compared with what the service holds, it may be done already, or be for the member to decide.
    if (passing.has(found.code) || found.code === 'stale' || found.code === 'wrongState') return null;
    return notTaken(found);
  }

  function notTaken(found: ApiProblem): never {
    queued.value = null;
    problem.value = found;
    if (state.value === 'saved' || state.value === 'queued') state.value = 'unfinished';
    keepHere();
    throw found;
  }

  // The network is back, or the service may be: send what waits.
  const waits = () => state.value === 'onDevice' || state.value === 'queued' || files().some(isWaiting);
  watch(
    () => network.online,
    (online) => online && waits() && resume(),
  );
  const retrying = setInterval(() => waits() && navigator.onLine && resume(), retryMilliseconds);
  // A page put away or closed doesn't wait for the pause.
  const hidden = () => document.visibilityState === 'hidden' && state.value === 'typing' && void save();
  document.addEventListener('visibilitychange', hidden);
  onBeforeRouteLeave(() => {
    if (state.value === 'typing') void save();
  });
  onScopeDispose(() => {
    closed = true;
    attached.stop();
    clearTimeout(pause);
    clearInterval(retrying);
    document.removeEventListener('visibilitychange', hidden);
  });

  // Kept from an earlier visit: send it, unless the sheet moved on meanwhile.
  if (kept && (unsent() || queued.value !== null || files().some(isWaiting))) {
    const known =
      kept.version === given.version ||
      sent.length === 0 ||
      sameLines(sent, kept.base) ||
      (attempted !== null && sameLines(sent, attempted));
    if (known) continueOn(given);
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
      const before = claim.value;
      claim.value = line;
      if (before && !line) attached.letGo(before.files);
    },
    addFiles: attached.add,
    removeFile: (key: number, requestId: string) => {
      attached.remove(key, requestId);
      if (state.value === 'saved' && !unsent()) attached.letGo();
    },
    save,
    submit,
    keepMine,
    takeTheirs,
  };
}
export type Draft = ReturnType<typeof useDraft>;
