import accounts from './en/accounts';
import board from './en/board';
import calendar from './en/calendar';
import closing from './en/closing';
import dispute from './en/dispute';
import documents from './en/documents';
import exportTasks from './en/export-tasks';
import history from './en/history';
import imports from './en/imports';
import meeting from './en/meeting';
import members from './en/members';
import monthSteps from './en/month-steps';
import overview from './en/overview';
import paper from './en/paper';
import privacy from './en/privacy';
import records from './en/records';
import retention from './en/retention';
import review from './en/review';
import schemes from './en/schemes';
import security from './en/security';
import statistics from './en/statistics';
import templates from './en/templates';
import trail from './en/trail';
import verify from './en/verify';
import type { SameKeys } from '.';
import type zh from './zh-rest';

/** A key that one language has and the other lacks stops the build here. */
const en: SameKeys<typeof zh> = {
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

export default en;
