import type { Client, Json } from '../support/app.js';

/** Runs the verification of a unit over HTTP: every break, and what was looked at. */
export async function runVerification(client: Client, unitId: number): Promise<{ breaks: Json[]; counts: Json }> {
  const { body } = await client.get<Json[]>(`/api/v1/units/${unitId}/verification`);
  return {
    breaks: body.filter(({ type }) => type === 'break'),
    counts: body.find(({ type }) => type === 'result').counts,
  };
}
