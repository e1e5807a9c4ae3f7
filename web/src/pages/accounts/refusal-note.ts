import type { ApiProblem } from '../../api';
import type { Role } from '../../api-types';
import { t } from '../../i18n';

/** Why the service would not change an account or a role, beyond the code of the whole refusal. */
export function refusalNote(problem: ApiProblem): string {
  const { code, params } = problem.errors[0] ?? {};
  if (code === 'heldAlready') return t('accounts.heldAlready');
  if (code === 'lastAdministrator' || code === 'keptApart')
    return t(`accounts.${code}`, { role: t(`words.role.${params!['role'] as Role}`) });
  return problem.code === 'forbidden' ? t('accounts.notOneself') : '';
}
