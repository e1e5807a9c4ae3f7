import type { ApiProblem } from '../api';
import { t } from '../i18n';

const known = ['common', 'containsSignInName', 'containsOrganisation', 'containsOldPassword'] as const;

/** What the service found in a new password, in words; undefined when the problem is about something else. */
export function newPasswordSentence({ errors }: ApiProblem, newPassword: string): string | undefined {
  const found = errors.find(({ path }) => path === 'newPassword');
  if (!found) return undefined;
  if (found.code === 'tooShort') {
    // Characters as people count them: 𠮷 is one.
    return t('signIn.tooShort', { min: Number(found.params?.['min'] ?? 0), length: [...newPassword].length });
  }
  const code = known.find((one) => one === found.code);
  return code && t(`signIn.${code}`);
}
