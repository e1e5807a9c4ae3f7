import type { ApiProblem } from '../../api';
import { t } from '../../i18n';

/** Why the service would not change an account or a role, beyond the code of the whole refusal. */
export function refusalNote(problem: ApiProblem): string {
  const code = problem.errors[0]?.code;
  if (code === 'lastAdministrator' || code === 'heldAlready') return t(`accounts.${code}`);
  return problem.code === 'forbidden' ? t('accounts.notOneself') : '';
}
