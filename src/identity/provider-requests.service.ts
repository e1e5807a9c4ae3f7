import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addMinutes, Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { invalid, Refusal } from '../http/refusal.js';
import { isOwnPath } from './own-path.js';
import { ProviderRequest } from './provider-request.entity.js';
import { type Identity, Provider } from './provider.service.js';
import { digestOf } from './sessions.service.js';

/** How long somebody may take at the provider, in minutes. */
export const requestMinutes = 10;

/** Who is on the way to the provider and back. What proves on the way back that it is he, stays here; his browser has the key. */
@Injectable()
export class ProviderRequests {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly provider: Provider,
  ) {}

  /**
   * Sends somebody on the way, to sign in or (`accountId`) to link his account. Answers where to, and what his browser has to
   * bring back. @throws notFound without a provider, invalid for a way back that leads elsewhere, providerAway
   */
  async begin(returnPath: string, accountId: number | null): Promise<{ address: string; secret: string }> {
    if (!isOwnPath(returnPath)) throw invalid('returnPath', 'leadsElsewhere');
    const secrets = this.provider.newSecrets(accountId === null ? 'signIn' : 'link');
    const address = await this.provider.addressFor(secrets);
    const secret = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const expiresAt = addMinutes(now, requestMinutes);
    await this.database.write(async () => {
      await this.database.change('DELETE FROM provider_requests WHERE expiresAt <= ?', [now]);
      await this.database.insert(ProviderRequest, [
        { ...secrets, secretDigest: digestOf(secret), accountId, returnPath, expiresAt },
      ]);
    });
    return { address, secret };
  }

  /**
   * Takes in who came back. The request is used up before its answer is looked at, so nothing can be tried on it twice.
   * @throws signInBroken when this browser asked for no such thing, or too long ago; signInCancelled; providerAway
   */
  async finish(
    secret: string | undefined,
    answer: string,
    accountId: number | null,
  ): Promise<{ identity: Identity; returnPath: string }> {
    const request = secret === undefined ? undefined : await this.take(digestOf(secret));
    if (!request || this.clock.now() >= request.expiresAt || request.accountId !== accountId)
      throw new Refusal('signInBroken');
    return { identity: await this.provider.identityOf(answer, request), returnPath: request.returnPath };
  }

  private take(secretDigest: string): Promise<ProviderRequest | undefined> {
    return this.database.write(async () => {
      const found = await this.database.row<ProviderRequest>(
        `SELECT * FROM provider_requests WHERE secretDigest = ?${this.database.dialect.forUpdate}`,
        [secretDigest],
      );
      await this.database.change('DELETE FROM provider_requests WHERE secretDigest = ?', [secretDigest]);
      return found;
    });
  }
}
