import { i18n, t, type MessageKey } from '../../i18n';

/** What was done, in words; the code itself for what this client doesn't know yet. */
export function actionWords(action: string): string {
  const key = `trail.action.${action}`;
  return i18n.global.te(key, 'zh') ? t(key as MessageKey) : t('trail.unknown', { action });
}
