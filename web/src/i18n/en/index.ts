import accounts from './accounts';
import board from './board';
import day from './day';
import halfYear from './half-year';
import history from './history';
import meeting from './meeting';
import members from './members';
import month from './month';
import overview from './overview';
import problem from './problem';
import review from './review';
import schemes from './schemes';
import shell from './shell';
import sheet from './sheet';
import signIn from './sign-in';
import today from './today';
import trail from './trail';
import words from './words';

import type { SameKeys } from '..';
import type zh from '../zh';

/** A key that one language has and the other lacks stops the build here. */
const en: SameKeys<typeof zh> = {
  shell,
  words,
  day,
  problem,
  signIn,
  today,
  month,
  sheet,
  history,
  accounts,
  review,
  board,
  halfYear,
  overview,
  meeting,
  members,
  schemes,
  trail,
};

export default en;
