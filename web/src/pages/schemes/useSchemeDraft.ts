import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';
import type { Scheme } from '../../../../src/scoring/scheme.js';
import { asProblem, call, network, type ApiProblem } from '../../api';
import { session } from '../../session';
import type { DraftView, SchemeProblem } from './contract';
import { copyOf } from './edit';
import { makeEditor, provideEditor } from './editor';
import { forget, keep, keptOf } from './kept';
import { problemsOfScheme } from './problems';

/**
 * saved: the service has it · typing: it will in a moment · saving · onDevice: kept here, the service is away ·
 * stale: somebody else changed the draft · failed: kept here, something else went wrong
 */
export type SaveState = 'saved' | 'typing' | 'saving' | 'onDevice' | 'stale' | 'failed';

const pauseMilliseconds = 900;
const checkMilliseconds = 250;
const retryMilliseconds = 15_000;
const nothing: Scheme | null = null;

/**
 * A draft while one writes in it: in the tables (then the scheme is what was typed, and the service puts it into the text,
 * comments and all), or in the text itself (then the text is, and the service reads the scheme out of it).
 */
export function useSchemeDraft(given: DraftView) {
  const accountId = session.me!.accountId;
  const kept = keptOf(accountId, given.id);
  const view = shallowRef(given);
  const source = ref(kept?.source ?? given.source);
  /** Typed and not with the service: the tables, the text, or nothing. */
  const unsent = ref<'scheme' | 'source' | null>(null);
  const readable = ref(given.definition !== null);
  const state = ref<SaveState>('saved');
  const savedAt = ref<Date | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const keptHere = ref(true);
  const theirs = shallowRef<DraftView | null>(null);
  const problems = shallowRef<readonly SchemeProblem[]>(given.problems);

  const empty = given.definition ?? kept?.scheme ?? nothing;
  const editor = makeEditor(copyOf(empty ?? ({} as Scheme)), problems, schemeChanged);
  provideEditor(editor);

  let pause: ReturnType<typeof setTimeout> | undefined;
  let checking: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  /** Counts what was typed, so that an answer knows whether it is still about the newest. */
  let typed = 0;

  function keepHere(): void {
    if (!unsent.value) return forget(accountId, given.id);
    keptHere.value = keep(accountId, given.id, {
      version: view.value.version,
      scheme: unsent.value === 'scheme' ? editor.scheme.value : null,
      source: unsent.value === 'source' ? source.value : null,
    });
  }

  function changed(what: 'scheme' | 'source'): void {
    typed += 1;
    unsent.value = what;
    keepHere();
    if (state.value === 'stale') return;
    state.value = 'typing';
    clearTimeout(pause);
    pause = setTimeout(() => void save(), pauseMilliseconds);
  }

  function schemeChanged(): void {
    clearTimeout(checking);
    checking = setTimeout(check, checkMilliseconds);
    changed('scheme');
  }

  /** The very check that the service makes, while one types. */
  function check(): void {
    problems.value = problemsOfScheme(editor.scheme.value);
  }

  function setSource(text: string): void {
    source.value = text;
    changed('source');
  }

  async function save(): Promise<boolean> {
    clearTimeout(pause);
    if (running) await running;
    if (!unsent.value || state.value === 'stale') return state.value !== 'stale';
    running = put();
    await running;
    running = null;
    // Typed on while it was under way.
    if (state.value === 'typing') return save();
    return state.value === 'saved';
  }

  async function put(): Promise<void> {
    state.value = 'saving';
    const about = typed;
    const what = unsent.value;
    try {
      const answer = await call<DraftView>('PUT', `/scheme-drafts/${given.id}`, {
        version: view.value.version,
        body: what === 'source' ? { source: source.value } : { definition: editor.scheme.value },
      });
      view.value = answer;
      savedAt.value = new Date();
      problem.value = null;
      if (typed === about) settled(answer, what);
      else state.value = 'typing';
      keepHere();
    } catch (error) {
      await failed(asProblem(error));
    }
  }

  function settled(answer: DraftView, what: 'scheme' | 'source' | null): void {
    unsent.value = null;
    state.value = 'saved';
    problems.value = answer.problems;
    readable.value = answer.definition !== null;
    if (what === 'scheme') source.value = answer.source;
    else if (answer.definition) editor.take(copyOf(answer.definition));
  }

  async function failed(found: ApiProblem): Promise<void> {
    problem.value = found;
    if (['offline', 'away', 'busy'].includes(found.code)) state.value = 'onDevice';
    else if (found.code === 'stale') await compare();
    else state.value = 'failed';
  }

  async function compare(): Promise<void> {
    state.value = 'stale';
    try {
      const now = await call<DraftView>('GET', `/scheme-drafts/${given.id}`);
      // The answer to a save of one's own got lost on the way: nobody has to choose.
      if (now.source === source.value && unsent.value === 'source') continueOn(now);
      else theirs.value = now;
    } catch {
      state.value = 'onDevice'; // The next attempt finds out again.
    }
  }

  function continueOn(now: DraftView): void {
    view.value = now;
    theirs.value = null;
    problem.value = null;
    state.value = 'saved';
    keepHere();
    if (unsent.value) void save();
  }

  function keepMine(): void {
    if (theirs.value) continueOn(theirs.value);
  }

  function takeTheirs(): void {
    const now = theirs.value;
    if (!now) return;
    unsent.value = null;
    take(now);
    continueOn(now);
  }

  /** Another state of the whole draft: shown in the tables and in the text. */
  function take(now: DraftView): void {
    source.value = now.source;
    problems.value = now.problems;
    readable.value = now.definition !== null;
    if (now.definition) editor.take(copyOf(now.definition));
  }

  watch(
    () => network.online,
    (online) => online && state.value === 'onDevice' && void save(),
  );
  const retrying = setInterval(() => state.value === 'onDevice' && navigator.onLine && void save(), retryMilliseconds);
  const hidden = () => document.visibilityState === 'hidden' && state.value === 'typing' && void save();
  document.addEventListener('visibilitychange', hidden);
  onBeforeRouteLeave(() => {
    if (state.value === 'typing') void save();
  });
  onScopeDispose(() => {
    clearTimeout(pause);
    clearTimeout(checking);
    clearInterval(retrying);
    document.removeEventListener('visibilitychange', hidden);
  });

  // Kept from an earlier visit: send it, unless the draft moved on meanwhile.
  if (kept) {
    unsent.value = kept.source === null ? 'scheme' : 'source';
    if (kept.scheme) editor.take(kept.scheme);
    if (kept.version === given.version) void save();
    else {
      theirs.value = given;
      state.value = 'stale';
    }
  }
  if (readable.value) check();

  return {
    view,
    source,
    state,
    savedAt,
    problem,
    keptHere,
    theirs,
    readable,
    problems,
    editor,
    errors: computed(() => problems.value.filter(({ severity }) => severity === 'error')),
    warnings: computed(() => problems.value.filter(({ severity }) => severity === 'warning')),
    setSource,
    save,
    keepMine,
    takeTheirs,
    forget: () => forget(accountId, given.id),
  };
}
export type SchemeDraft = ReturnType<typeof useSchemeDraft>;
