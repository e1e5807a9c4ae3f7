import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import type { Month } from '../calendar.js';
import type { Actor } from '../http/allow.js';
import { OwnItems } from '../schemes/own-items.service.js';
import { SchemeDrafts } from '../schemes/scheme-drafts.service.js';
import { SchemePublications } from '../schemes/scheme-publications.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { Item, Scheme } from '../scoring/scheme.js';

/*
 * What becomes of the rule in the demo's year: the bureau lets branches add items of their own, one branch adds one, and a
 * draft for the time to come lies on the bureau office's desk. None of it changes a figure of the year.
 */

const perTime = (pointsHundredths: number): Pick<Item, 'each'> => ({
  each: { pointsHundredths, unit: { zh: '次', en: 'time' }, countMax: 31 },
});

/** Version 1.1: as before, with leave for branches to add contributions of at most ten points a month. */
export async function allowOwnItems(services: INestApplicationContext, office: Actor, fromMonth: Month): Promise<void> {
  const ownItems: Scheme['ownItems'] = { kinds: ['contribution'], itemsMax: 3, capHundredths: 1000 };
  const { id, version } = await draftOf(services, office, { version: '1.1', ownItems });
  const wish = { effectiveFromMonth: fromMonth, note: '允许支部自设加分项目：最多 3 项，每月合计不超过 10 分' };
  await services.get(SchemePublications).publish(office, id, version, wish);
}

/** The branch's own contribution, in force from a month on; nobody has claimed it yet. */
export async function addOwnItem(
  services: INestApplicationContext,
  secretary: Actor,
  branchId: number,
  fromMonth: Month,
): Promise<void> {
  const { schemeVersionId } = await services.get(OwnItems).of(branchId);
  const { definition } = await services.get(Schemes).byId(schemeVersionId);
  const item: Item = {
    ...itemLike(definition, 'C-10'),
    ...perTime(100),
    code: 'Z3-01',
    name: { zh: '夜校授课', en: 'Teaching at the evening school' },
    capHundredths: 300,
    evidence: { zh: '夜校签到表', en: 'the evening school’s sign-in sheet' },
  };
  await services.get(OwnItems).replace(secretary, branchId, {
    requestId: randomUUID(),
    items: [item],
    effectiveFromMonth: fromMonth,
    note: '支部党员大会通过：鼓励到职工夜校授课',
    basedOnId: schemeVersionId,
  });
}

/** A draft of 1.2: voluntary service may bring six points a month, and guiding a new member counts. */
export async function leaveDraft(services: INestApplicationContext, office: Actor): Promise<void> {
  const [latest] = await services.get(Schemes).list();
  const { definition } = latest!;
  const guiding: Item = {
    ...itemLike(definition, 'C-10'),
    ...perTime(100),
    code: 'C-11',
    name: { zh: '结对帮带新党员', en: 'Guiding a new member' },
    capHundredths: 200,
    evidence: { zh: '结对名单、谈心记录', en: 'list of pairs, notes of the talks' },
  };
  const items = definition.items.flatMap((item) => {
    if (item.code === 'C-01') return [{ ...item, capHundredths: 600 }];
    return item.code === 'C-10' ? [item, guiding] : [item];
  });
  await draftOf(services, office, { version: '1.2', items });
}

/** A copy of the latest version, changed as in the editor. */
async function draftOf(services: INestApplicationContext, office: Actor, change: Partial<Scheme>) {
  const [latest] = await services.get(Schemes).list();
  const { id: basedOnId, definition } = latest!;
  const drafts = services.get(SchemeDrafts);
  const { id, version } = await drafts.create(office, { requestId: randomUUID(), basedOnId });
  return drafts.save(office, id, { definition: { ...definition, ...change } }, version);
}

function itemLike({ items }: Scheme, code: string): Item {
  const item = items.find((one) => one.code === code);
  if (!item) throw new Error(`The demo tells of the item ${code}, which the default scheme does not have.`);
  return item;
}
