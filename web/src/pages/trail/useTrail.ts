import { computed, ref, watch } from 'vue';
import { asProblem, call, type ApiProblem } from '../../api';
import type { TrailLine, TrailPage } from '../../api-types';
import { useResource } from '../../resource';

type Query = Record<string, string | number | null | undefined>;

/** A trail as it is read, page after page, anew whenever the question changes. */
export function useTrail(path: () => string | null, query: () => Query) {
  const { data, problem, reload } = useResource(
    async (signal) => {
      const from = path();
      return from === null ? null : call<TrailPage>('GET', from, { query: query(), signal });
    },
    () => JSON.stringify([path(), query()]),
  );
  const earlier = ref<TrailLine[]>([]);
  const cursor = ref<string | null>(null);
  const reading = ref(false);
  const moreProblem = ref<ApiProblem | null>(null);
  watch(data, (page) => {
    earlier.value = [];
    cursor.value = page?.nextCursor ?? null;
  });

  async function readEarlier(): Promise<void> {
    const [from, asked] = [path(), cursor.value];
    if (from === null || asked === null) return;
    reading.value = true;
    moreProblem.value = null;
    try {
      const page = await call<TrailPage>('GET', from, { query: { ...query(), after: asked } });
      // Another question was asked meanwhile: this answer is to the one before.
      if (cursor.value !== asked) return;
      earlier.value.push(...page.items);
      cursor.value = page.nextCursor;
    } catch (error) {
      moreProblem.value = asProblem(error);
    } finally {
      reading.value = false;
    }
  }

  const lines = computed(() => [...(data.value?.items ?? []), ...earlier.value]);
  return { data, lines, cursor, problem, moreProblem, reading, reload, readEarlier };
}
