import { computed, ref, watch } from 'vue';
import { asProblem, call, type ApiProblem } from '../../api';
import { useResource } from '../../resource';

type Query = Record<string, string | number | null | undefined>;

/** Lines as they are read, page after page, anew whenever the question changes. */
export function useAccessLines<Line extends { day: string }>(path: () => string, query: () => Query) {
  type Page = { items: Line[]; nextCursor: string | null };
  const { data, problem, reload } = useResource(
    (signal) => call<Page>('GET', path(), { query: query(), signal }),
    () => JSON.stringify([path(), query()]),
  );
  const earlier = ref<Line[]>([]);
  const cursor = ref<string | null>(null);
  const reading = ref(false);
  const moreProblem = ref<ApiProblem | null>(null);
  watch(data, (page) => {
    earlier.value = [];
    cursor.value = page?.nextCursor ?? null;
  });

  async function readEarlier(): Promise<void> {
    const asked = cursor.value;
    if (asked === null) return;
    reading.value = true;
    moreProblem.value = null;
    try {
      const page = await call<Page>('GET', path(), { query: { ...query(), after: asked } });
      // Another question was asked meanwhile: this answer is to the one before.
      if (cursor.value !== asked) return;
      earlier.value = [...earlier.value, ...page.items] as typeof earlier.value;
      cursor.value = page.nextCursor;
    } catch (error) {
      moreProblem.value = asProblem(error);
    } finally {
      reading.value = false;
    }
  }

  const days = computed(() => {
    const groups = new Map<string, Line[]>();
    for (const line of [...(data.value?.items ?? []), ...(earlier.value as Line[])])
      groups.set(line.day, [...(groups.get(line.day) ?? []), line]);
    return [...groups];
  });
  return { data, days, cursor, problem, moreProblem, reading, reload, readEarlier };
}
