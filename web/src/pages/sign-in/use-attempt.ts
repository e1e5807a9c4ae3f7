import { computed, ref } from 'vue';
import { type ApiProblem, asProblem } from '../../api';
import { t } from '../../i18n';
import { useWait } from './use-wait';

/** One step of signing in that is sent, and what is said when it is refused. `told` are the sentences of this step alone. */
export function useAttempt(told: (problem: ApiProblem) => string | undefined) {
  const wait = useWait();
  const sending = ref(false);
  const refused = ref('');

  async function attempt(work: () => Promise<void>): Promise<void> {
    sending.value = true;
    refused.value = '';
    wait.forget();
    try {
      await work();
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'tooManyRequests') wait.begin(problem.retryAfterSeconds);
      else refused.value = told(problem) ?? sentenceOf(problem);
    } finally {
      sending.value = false;
    }
  }
  return {
    attempt,
    sending,
    refused,
    wait,
    sentence: computed(() => refused.value || wait.sentence.value),
  };
}

function sentenceOf({ code, requestId }: ApiProblem): string {
  return code === 'offline' || code === 'away' ? t('signIn.away') : t(`problem.${code}`, { requestId });
}
