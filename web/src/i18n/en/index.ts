import accounts from './accounts';
import board from './board';
import calendar from './calendar';
import closing from './closing';
import day from './day';
import dispute from './dispute';
import documents from './documents';
import evidence from './evidence';
import extension from './extension';
import halfYear from './half-year';
import history from './history';
import jobs from './jobs';
import meeting from './meeting';
import members from './members';
import month from './month';
import monthSteps from './month-steps';
import overview from './overview';
import paper from './paper';
import problem from './problem';
import review from './review';
import schemes from './schemes';
import shell from './shell';
import sheet from './sheet';
import signIn from './sign-in';
import today from './today';
import trail from './trail';
import verify from './verify';
import words from './words';

import type { SameKeys } from '..';
import type zh from '../zh';

/** A key that one language has and the other lacks stops the build here. */
const en: SameKeys<typeof zh> = {
  shell,
  words,
  closing,
  day,
  calendar,
  extension,
  jobs,
  problem,
  signIn,
  today,
  month,
  monthSteps,
  sheet,
  evidence,
  history,
  accounts,
  review,
  board,
  halfYear,
  documents,
  dispute,
  overview,
  paper,
  meeting,
  members,
  schemes,
  trail,
  verify,
};

export default en;
