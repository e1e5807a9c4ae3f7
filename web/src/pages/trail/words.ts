import { isWorded, t } from '../../i18n';

/** What was done, in words; the code itself for what this client doesn't know yet. */
export function actionWords(action: string): string {
  const key = `trail.action.${action}`;
  return isWorded(key) ? t(key) : t('trail.unknown', { action });
}
