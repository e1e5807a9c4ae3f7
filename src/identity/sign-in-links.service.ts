import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Provider } from './provider.service.js';
import { ProviderRequests } from './provider-requests.service.js';
import type { SignInLinkView } from './sign-in-links.dto.js';
import { SignInLink } from './sign-in-link.entity.js';

interface LinkRow {
  id: number;
  accountId: number;
  issuer: string;
  subject: string;
  linkedAt: Instant;
  linkedBy: number;
}

const columns = 'id, accountId, issuer, subject, linkedAt, linkedBy';

/**
 * Which account is whose at the provider. Only two hands make a link: the person's own, signed in on both sides, and an
 * administrator's. Nothing that the provider says of somebody, no e-mail and no name, ever makes one.
 */
@Injectable()
export class SignInLinks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly provider: Provider,
    private readonly requests: ProviderRequests,
  ) {}

  async of(accountId: number): Promise<SignInLinkView[]> {
    const rows = await this.database.read(() =>
      this.database.rows<LinkRow>(`SELECT ${columns} FROM sign_in_links WHERE accountId = ? ORDER BY id`, [accountId]),
    );
    return rows.map(viewOf);
  }

  /** Links the account of who came back. @throws duplicate when the account, or who he is there, is linked otherwise */
  async finish(
    actor: Actor,
    secret: string | undefined,
    answer: string,
  ): Promise<{ link: SignInLinkView; returnPath: string }> {
    const { identity, returnPath } = await this.requests.finish(secret, answer, actor.accountId);
    return { link: await this.add(actor, actor.accountId, identity.issuer, identity.subject), returnPath };
  }

  /** An administrator says who somebody is at the provider. For himself he does it like everybody else. */
  async addFor(actor: Actor, accountId: number, subject: string): Promise<SignInLinkView> {
    if (accountId === actor.accountId) throw new Refusal('forbidden');
    return this.add(actor, accountId, this.provider.issuer, subject);
  }

  /** @throws notFound; conflict when the person would be left without a way to sign in */
  async remove(actor: Actor, accountId: number, id: number): Promise<void> {
    const at = this.clock.now();
    await this.database.write(async () => {
      const account = await this.account(accountId);
      if (actor.accountId === accountId && !account.passwordHash.startsWith('$argon2id$'))
        throw new Refusal('conflict', { errors: [{ path: '', code: 'onlyWayIn' }] });
      const removed = await this.database.change('DELETE FROM sign_in_links WHERE id = ? AND accountId = ?', [
        id,
        accountId,
      ]);
      if (removed !== 1) throw new Refusal('notFound');
      await this.record('account.unlink', actor, at, account);
    });
  }

  /** The same link a second time is no mistake: a connection may have been lost after it was made. */
  private add(actor: Actor, accountId: number, issuer: string, subject: string): Promise<SignInLinkView> {
    const linkedAt = this.clock.now();
    return this.database.write(async () => {
      const account = await this.account(accountId);
      const found = await this.database.rows<LinkRow>(
        `SELECT ${columns} FROM sign_in_links WHERE issuer = ? AND (subject = ? OR accountId = ?)`,
        [issuer, subject, accountId],
      );
      const same = found.find((row) => row.accountId === accountId && row.subject === subject);
      if (same) return viewOf(same);
      if (found.length > 0) throw taken(found.some((row) => row.subject === subject));
      const row = { accountId, issuer, subject, linkedAt, linkedBy: actor.accountId };
      const [id] = await this.database.insert(SignInLink, [row]);
      await this.record('account.link', actor, linkedAt, account);
      return viewOf({ ...row, id: id! });
    });
  }

  private async account(id: number): Promise<AccountRow> {
    const account = await this.database.lock<AccountRow>('accounts', id);
    if (!account) throw new Refusal('notFound');
    return account;
  }

  /** Who somebody is at the provider is a personal value, and not told in the trail. */
  private async record(action: string, actor: Actor, at: Instant, { id: accountId, memberId }: AccountRow) {
    const { accountId: actorAccountId } = actor;
    await this.trail.append({ chain: organisationChain, at, action, actorAccountId, about: { accountId, memberId } });
  }
}

interface AccountRow {
  id: number;
  memberId: number | null;
  passwordHash: string;
}

const taken = (bySubject: boolean): Refusal =>
  new Refusal('duplicate', { errors: [{ path: 'subject', code: bySubject ? 'linkedElsewhere' : 'hasAnother' }] });

function viewOf({ id, issuer, subject, linkedAt, linkedBy, accountId }: LinkRow): SignInLinkView {
  return { id, issuer, subject, linkedAt, byAdministrator: linkedBy !== accountId };
}
