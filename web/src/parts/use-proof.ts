import { ref } from 'vue';
import { ApiProblem, asProblem } from '../api';

/**
 * Does what may ask for the password again: `asking` then opens ProofPanel, and the work goes on when it was proven. Every other
 * refusal is in `problem`.
 */
export function useProof() {
  const asking = ref(false);
  const sending = ref(false);
  const problem = ref<ApiProblem | null>(null);
  let waiting: (() => Promise<void>) | undefined;

  async function attempt(work: () => Promise<void>): Promise<void> {
    sending.value = true;
    problem.value = null;
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'freshSignInRequired') {
        waiting = work;
        asking.value = true;
      } else problem.value = asProblem(error);
    } finally {
      sending.value = false;
    }
  }
  async function proven(): Promise<void> {
    asking.value = false;
    const work = waiting;
    waiting = undefined;
    if (work) await attempt(work);
  }
  return { asking, sending, problem, attempt, proven };
}
