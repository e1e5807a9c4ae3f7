import { t } from '../../i18n';

/** What a member is scored on. The codes are the organisation's; a scheme says what each of them leaves out. */
export const profileCodes = ['full', 'light', 'exempt'] as const;

export function profileName(code: string | undefined): string {
  const known = profileCodes.find((candidate) => candidate === code);
  return known ? t(`members.profile.${known}`) : (code ?? '—');
}
