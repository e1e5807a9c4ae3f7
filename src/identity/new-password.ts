import type { FieldProblem } from '../http/refusal.js';
import { isCommon } from './common-passwords.js';
import { normalPassword } from './passwords.js';

/** Words of this service that stand in a guesser's list; ASVS 5.0 6.2.11 asks that they are written down. */
export const serviceWords = ['pointbook', 'jifence', '积分册', '党支部', 'dangzhibu', 'dangyuan'] as const;

export interface PasswordRules {
  signInName: string;
  /** In characters as people count them. */
  lengthMin: number;
  /** The names of the organisation, beside the words of the service. */
  words: readonly string[];
  /** Undefined where none is known, as with a one-time code. */
  currentPassword?: string;
}

/** What is wrong with a new password; nothing about which characters it must have, since length is what counts. */
export function newPasswordProblems(newPassword: string, rules: PasswordRules): FieldProblem[] {
  const path = 'newPassword';
  const { lengthMin, currentPassword = '' } = rules;
  const wanted = normalPassword(newPassword).toLowerCase();
  const problems: FieldProblem[] = [];
  if ([...wanted].length < lengthMin) problems.push({ path, code: 'tooShort', params: { min: lengthMin } });
  if (isCommon(wanted)) problems.push({ path, code: 'common' });
  if (contains(wanted, rules.signInName)) problems.push({ path, code: 'containsSignInName' });
  if ([...serviceWords, ...rules.words].some((word) => contains(wanted, word)))
    problems.push({ path, code: 'containsOrganisation' });
  if (contains(wanted, currentPassword)) problems.push({ path, code: 'containsOldPassword' });
  return problems;
}

/** A name of one or two letters stands in many a good password. */
function contains(password: string, part: string): boolean {
  const known = normalPassword(part).toLowerCase();
  return [...known].length > 2 && password.includes(known);
}
