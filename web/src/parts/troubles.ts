import type { JobProblem } from '../api-types';
import { formatDay } from '../format';
import { t } from '../i18n';

/** Why the service could not do it, a sentence for each cause. */
export function troubleText(trouble: JobProblem): string[] {
  const found = trouble.errors.map(({ code, params = {} }) => {
    const word = (name: string) => String(params[name] ?? '');
    switch (code) {
      case 'unknownProfile':
        return t('jobs.why.unknownProfile', { name: word('memberName') });
      case 'noSchemeInForce':
        return t('jobs.why.noSchemeInForce');
      case 'openingMissed':
        return t('jobs.why.openingMissed', {
          opens: formatDay(word('opensOn')),
          until: formatDay(word('selfAssessmentUntil')),
        });
      default:
        return t('jobs.why.other', { code });
    }
  });
  return found.length > 0 ? found : [t('jobs.why.other', { code: trouble.code })];
}
