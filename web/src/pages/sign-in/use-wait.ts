import { computed, onBeforeUnmount, ref, type ComputedRef } from 'vue';
import { t } from '../../i18n';

export interface Wait {
  /** Whether trying is of no use yet. */
  waiting: ComputedRef<boolean>;
  /** Too many tries: the seconds are counted down here, so that nobody tries in vain. Empty before `begin`. */
  sentence: ComputedRef<string>;
  isOver: ComputedRef<boolean>;
  /** Null when the service did not say how long. */
  begin: (seconds: number | null) => void;
  forget: () => void;
}

export function useWait(): Wait {
  const secondsLeft = ref<number | null | undefined>(undefined);
  let ticking: ReturnType<typeof setInterval> | undefined;
  onBeforeUnmount(() => clearInterval(ticking));

  function begin(seconds: number | null): void {
    clearInterval(ticking);
    secondsLeft.value = seconds;
    if (seconds === null) return;
    const until = Date.now() + seconds * 1000;
    ticking = setInterval(() => {
      secondsLeft.value = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      if (secondsLeft.value === 0) clearInterval(ticking);
    }, 500);
  }
  const sentence = computed(() => {
    const left = secondsLeft.value;
    if (left === undefined) return '';
    if (left === null) return t('signIn.lockedUnknown');
    if (left === 0) return t('signIn.lockedNow');
    const [minutes, seconds] = [Math.floor(left / 60), left % 60];
    const time = minutes > 0 ? t('signIn.minutesSeconds', { minutes, seconds }) : t('signIn.seconds', { seconds });
    return t('signIn.locked', { time });
  });
  return {
    waiting: computed(() => (secondsLeft.value ?? 0) > 0),
    sentence,
    isOver: computed(() => secondsLeft.value === 0),
    begin,
    forget: () => (secondsLeft.value = undefined),
  };
}
