import day from './en/day';
import doors from './en/doors';
import evidence from './en/evidence';
import extension from './en/extension';
import halfYear from './en/half-year';
import jobs from './en/jobs';
import month from './en/month';
import problem from './en/problem';
import proxy from './en/proxy';
import sees from './en/sees';
import sheet from './en/sheet';
import shell from './en/shell';
import signIn from './en/sign-in';
import today from './en/today';
import veto from './en/veto';
import words from './en/words';
import type { SameKeys } from '.';
import type zh from './zh-first';

/** A key that one language has and the other lacks stops the build here. */
const en: SameKeys<typeof zh> = {
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

export default en;
