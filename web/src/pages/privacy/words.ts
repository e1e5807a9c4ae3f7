import type { ApiProblem } from '../../api';
import type { DataRequest, OwnAccessLine } from '../../api-types';
import { t } from '../../i18n';

/** What the service said about one field; empty when nothing. */
export function problemAt(problem: ApiProblem | null, path: string): string {
  const found = problem?.errors.find((error) => error.path === path);
  if (!found) return '';
  return found.code === 'privateNumber'
    ? t('privacy.problems.privateNumber')
    : t('privacy.problems.other', { code: found.code });
}

/** '更正：姓名' */
export const requestName = ({ kind, fact }: Pick<DataRequest, 'kind' | 'fact'>): string =>
  t('privacy.requests.title2', {
    kind: t(`privacy.requests.requestKinds.${kind}`),
    fact: t(`privacy.requests.facts.${fact}`),
  });

/** '第一支部 书记' */
export const officeName = ({ role, office }: Pick<OwnAccessLine, 'role' | 'office'>): string =>
  t('privacy.looks.office', { unit: office.name, role: t(`words.role.${role}`) });
