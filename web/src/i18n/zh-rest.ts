import accounts from './zh/accounts';
import board from './zh/board';
import calendar from './zh/calendar';
import closing from './zh/closing';
import dispute from './zh/dispute';
import documents from './zh/documents';
import exportTasks from './zh/export-tasks';
import history from './zh/history';
import imports from './zh/imports';
import meeting from './zh/meeting';
import members from './zh/members';
import monthSteps from './zh/month-steps';
import overview from './zh/overview';
import paper from './zh/paper';
import privacy from './zh/privacy';
import records from './zh/records';
import retention from './zh/retention';
import review from './zh/review';
import schemes from './zh/schemes';
import security from './zh/security';
import statistics from './zh/statistics';
import templates from './zh/templates';
import trail from './zh/trail';
import verify from './zh/verify';

/** What all other pages say: fetched with the first of them (`worded`). */
export default {
  accounts,
  board,
  calendar,
  closing,
  dispute,
  documents,
  exportTasks,
  history,
  imports,
  meeting,
  members,
  monthSteps,
  overview,
  paper,
  privacy,
  records,
  retention,
  review,
  schemes,
  security,
  statistics,
  templates,
  trail,
  verify,
};
