import day from './zh/day';
import doors from './zh/doors';
import evidence from './zh/evidence';
import extension from './zh/extension';
import halfYear from './zh/half-year';
import jobs from './zh/jobs';
import month from './zh/month';
import problem from './zh/problem';
import proxy from './zh/proxy';
import sees from './zh/sees';
import sheet from './zh/sheet';
import shell from './zh/shell';
import signIn from './zh/sign-in';
import today from './zh/today';
import veto from './zh/veto';
import words from './zh/words';

/** What the first pages say: signing in, today, one's own sheet, and the frame around every page. In every visit. */
export default {
  shell,
  words,
  problem,
  signIn,
  doors,
  today,
  month,
  jobs,
  halfYear,
  veto,
  sheet,
  proxy,
  sees,
  evidence,
  extension,
  day,
};
