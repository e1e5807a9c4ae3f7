import { shallowReactive } from 'vue';
import { asProblem, call, type ApiProblem } from './api';
import type { Today } from './api-types';

/** What is open for me. Kept beside the pages because the navigation shows its number on every one of them. */
export const todayState = shallowReactive<{ data: Today | null; problem: ApiProblem | null }>({
  data: null,
  problem: null,
});

/** Called on start and after every step that may have finished a task. */
export async function loadToday(): Promise<void> {
  try {
    todayState.data = await call<Today>('GET', '/today');
    todayState.problem = null;
  } catch (error) {
    todayState.problem = asProblem(error);
  }
}
