import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { newPasswordProblems, type PasswordRules } from './new-password.js';
import { Policies } from './policies.service.js';

/** Looks at new passwords with what the organisation decided, and with its own names. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly database: Database,
    private readonly policies: Policies,
  ) {}

  /** @throws invalid with everything that is wrong with it. Whether an account has the sign-in name makes no difference. */
  async requireGood(newPassword: string, about: Pick<PasswordRules, 'signInName' | 'currentPassword'>): Promise<void> {
    const { passwordLengthMin } = await this.policies.read();
    const words = await this.organisationWords();
    const errors = newPasswordProblems(newPassword, { ...about, lengthMin: passwordLengthMin, words });
    if (errors.length > 0) throw new Refusal('invalid', { errors });
  }

  /** What the whole organisation is called. Branches are many, and guessed one by one. */
  private async organisationWords(): Promise<string[]> {
    const roots = await this.database.read(() =>
      this.database.rows<{ name: string }>('SELECT name FROM units WHERE parentId IS NULL'),
    );
    return roots.map(({ name }) => name);
  }
}
