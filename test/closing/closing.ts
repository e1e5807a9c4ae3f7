import type { ClosingView } from '#src/closing/closing.view.js';
import type { Answer, Client, Service } from '../support/app.js';
import { anAccount } from '../support/organisation.js';

/** The people of a branch who have a part in its closing, each with an account of his own. */
export interface ClosingPeople {
  office: Client;
  secretary: Client;
  deputy: Client;
  commissioner: Client;
  discipline: Client;
  auditor: Client;
}

export async function closingPeople(
  service: Service,
  bureauId: number,
  branchId: number,
  members: { secretary?: number; discipline?: number } = {},
): Promise<ClosingPeople> {
  const { database } = service;
  const holder = async (role: Parameters<typeof anAccount>[1], unitId: number, memberId: number | null = null) =>
    service.as(
      await anAccount(database, { ...role, memberId, roles: (role?.roles ?? []).map(([each]) => [each, unitId]) }),
    );
  return {
    office: await holder({ roles: [['bureauOffice', 0]] }, bureauId),
    secretary: await holder({ roles: [['secretary', 0]] }, branchId, members.secretary ?? null),
    deputy: await holder({ roles: [['deputySecretary', 0]] }, branchId),
    commissioner: await holder({ roles: [['organisationCommissioner', 0]] }, branchId),
    discipline: await holder({ roles: [['disciplineCommissioner', 0]] }, branchId, members.discipline ?? null),
    auditor: await holder({ roles: [['auditor', 0]] }, bureauId),
  };
}

export const place = (branchId: number, period: string): string => `/api/v1/units/${branchId}/closings/${period}`;

export async function closingOf(reader: Client, branchId: number, period: string): Promise<ClosingView> {
  const { status, body } = await reader.get<ClosingView>(place(branchId, period));
  if (status !== 200) throw new Error(`closing: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Takes a step at the version that the closing has now. */
export async function takeStep(
  who: Client,
  reader: Client,
  branchId: number,
  period: string,
  step: string,
  body: unknown = undefined,
): Promise<Answer> {
  const { version } = await closingOf(reader, branchId, period);
  return who.put(`${place(branchId, period)}/${step}`, body, { version });
}

/** Every row that the bureau has to look at is found in order. */
export async function findAllInOrder(office: Client, branchId: number, period: string): Promise<void> {
  const { body } = await office.get(`${place(branchId, period)}/examinations`);
  for (const { memberId } of body.items[0].rows)
    await office.put(`${place(branchId, period)}/findings/${memberId}`, { finding: 'inOrder' });
}
