import type { ApiProblem } from '../../api';
import { t } from '../../i18n';

const obstacles = [
  'stillMember',
  'hold',
  'inOffice',
  'openMonth',
  'openObjection',
  'openCorrection',
  'openExemption',
  'openVeto',
  'openClosing',
] as const;

/** What keeps a member from being erased, or why his number isn't taken, in words. */
export function refusalWords({ errors }: ApiProblem): string {
  return errors
    .flatMap(({ code }) => {
      const obstacle = obstacles.find((one) => one === code);
      if (obstacle) return [t(`retention.obstacle.${obstacle}`)];
      if (code === 'memberErased' || code === 'unknown') return [t(`retention.${code}`)];
      return [];
    })
    .join(t('words.separator'));
}
