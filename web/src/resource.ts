import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue';
import { asProblem, type ApiProblem } from './api';

export interface Resource<T> {
  data: ShallowRef<T | null>;
  problem: ShallowRef<ApiProblem | null>;
  loading: Ref<boolean>;
  /** True once the wait is long enough (300 ms) that the page must show it works. */
  slow: Ref<boolean>;
  reload: () => Promise<void>;
}

/**
 * What a page shows, read from the service: again whenever `watching` changes, the last question winning. What was
 * read stays on the screen while newer data is on its way, so nothing jumps.
 */
export function useResource<T>(
  load: (signal: AbortSignal) => Promise<T>,
  watching?: WatchSource<unknown>,
): Resource<T> {
  const data: ShallowRef<T | null> = shallowRef(null);
  const problem: ShallowRef<ApiProblem | null> = shallowRef(null);
  const loading = ref(false);
  const slow = ref(false);
  let running: AbortController | null = null;

  async function reload(): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    loading.value = true;
    const patience = setTimeout(() => (slow.value = true), 300);
    try {
      const answer = await load(mine.signal);
      if (mine.signal.aborted) return;
      data.value = answer;
      problem.value = null;
    } catch (error) {
      if (!mine.signal.aborted) problem.value = asProblem(error);
    } finally {
      clearTimeout(patience);
      if (running === mine) {
        loading.value = false;
        slow.value = false;
      }
    }
  }

  if (watching) {
    watch(watching, () => {
      data.value = null;
      void reload();
    });
  }
  onScopeDispose(() => running?.abort());
  void reload();
  return { data, problem, loading, slow, reload };
}
