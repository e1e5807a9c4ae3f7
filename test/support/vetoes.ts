import { randomUUID } from 'node:crypto';
import type { Answer, Client } from './app.js';

/** What a proposal says unless the test says otherwise. */
export const lightVeto = {
  vetoCode: 'light',
  factDay: '2026-11-03',
  documentNumber: '县直机关纪〔2026〕7号',
  documentDay: '2026-11-04',
  reason: '受到党内警告处分，按办法一票否决。',
};

export function proposeVeto(client: Client, memberId: number, wish: object = {}): Promise<Answer> {
  return client.post(`/api/v1/members/${memberId}/vetoes`, { requestId: randomUUID(), ...lightVeto, ...wish });
}

/** Takes a step with a veto at the version that whoever takes it sees. */
export async function vetoStep(
  client: Client,
  vetoId: number,
  step: 'confirmation' | 'refusal' | 'lifting-proposal' | 'lifting' | 'lifting-refusal',
  body?: unknown,
): Promise<Answer> {
  const { version } = await client.get(`/api/v1/vetoes/${vetoId}`);
  return client.put(`/api/v1/vetoes/${vetoId}/${step}`, body, { version: version ?? 1 });
}

export const lifting = {
  documentNumber: '县直机关纪〔2026〕11号',
  documentDay: '2026-11-11',
  reason: '复查后撤销处分。',
};

/** A veto that two people have set. */
export async function setVeto(
  proposer: Client,
  confirmer: Client,
  memberId: number,
  wish: object = {},
): Promise<number> {
  const proposed = await proposeVeto(proposer, memberId, wish);
  const set = await vetoStep(confirmer, proposed.body.id, 'confirmation');
  if (set.status !== 200) throw new Error(JSON.stringify([proposed.body, set.body]));
  return proposed.body.id as number;
}
