import accounts from './accounts';
import board from './board';
import calendar from './calendar';
import closing from './closing';
import day from './day';
import dispute from './dispute';
import doors from './doors';
import documents from './documents';
import evidence from './evidence';
import exportTasks from './export-tasks';
import extension from './extension';
import halfYear from './half-year';
import history from './history';
import imports from './imports';
import jobs from './jobs';
import meeting from './meeting';
import members from './members';
import month from './month';
import monthSteps from './month-steps';
import overview from './overview';
import paper from './paper';
import privacy from './privacy';
import problem from './problem';
import records from './records';
import retention from './retention';
import review from './review';
import schemes from './schemes';
import shell from './shell';
import security from './security';
import sheet from './sheet';
import signIn from './sign-in';
import statistics from './statistics';
import templates from './templates';
import today from './today';
import trail from './trail';
import verify from './verify';
import veto from './veto';
import words from './words';

export default {
  shell,
  words,
  closing,
  day,
  calendar,
  exportTasks,
  extension,
  jobs,
  privacy,
  problem,
  signIn,
  security,
  templates,
  today,
  month,
  monthSteps,
  sheet,
  evidence,
  history,
  accounts,
  retention,
  review,
  board,
  halfYear,
  documents,
  doors,
  dispute,
  overview,
  statistics,
  paper,
  meeting,
  members,
  records,
  imports,
  schemes,
  trail,
  verify,
  veto,
};
