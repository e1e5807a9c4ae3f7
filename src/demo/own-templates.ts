import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import type { Actor } from '../http/allow.js';
import { exampleFile } from '../templates/example-templates.js';
import { Templates } from '../templates/templates.service.js';

/** Two templates of the bureau's, so that one can be filled at once: the half-year's and the month's. */
export async function addTemplates(services: INestApplicationContext, office: Actor, bureauId: number): Promise<void> {
  for (const [source, name] of [
    ['period', '机关半年积分汇总表'],
    ['month', '机关月度积分公示表'],
  ] as const) {
    const { bytes, fileName } = (await exampleFile(source, 'xlsx'))!;
    await services.get(Templates).add(bureauId, { requestId: randomUUID(), name, source, fileName, bytes }, office);
  }
}
