import { dayOf } from '../calendar.js';
import { dayName, notScoredWords } from './document-words.js';
import {
  heading,
  type OfficialPart,
  officialDocument,
  paragraph,
  signedBy,
  table,
  title,
} from './official-document.js';

interface Figures {
  notScoredReason: string | null;
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  scoreHundredths: number | null;
}

interface Standing {
  resultHundredths: number | null;
  band: { name: { zh: string } } | null;
  rank: number | null;
}

interface Hand {
  name: string;
  at: string;
}

/** A slip with what it changes, as the API hands both out, as far as the documents need it. */
export interface SlipFacts {
  state: string;
  year: number | null;
  number: number | null;
  branch: { name: string };
  month: string;
  member: { name: string };
  reason: string;
  evidence: string;
  row: {
    before: Figures;
    after: Figures;
    items: {
      itemCode: string;
      itemName: { zh: string };
      beforeHundredths: number | null;
      afterHundredths: number | null;
    }[];
  };
  asked: Hand;
  proposedAt: string | null;
  decided: Hand | null;
  countersigned: Hand | null;
  issued: Hand | null;
  endReason: string | null;
  publication: { number: number; fromDay: string; untilDay: string } | null;
}

export interface EffectFacts {
  summaries: {
    unit: { name: string };
    period: string;
    rankingEnabled: boolean;
    before: Standing;
    after: Standing;
    others: { member: { name: string }; before: Standing; after: Standing }[];
  }[];
}

/** Document 8, 积分更正单: before and after, reasons, what it changes, and the hands. For the file, not for the board. */
export function correctionSlip(slip: SlipFacts, effects: EffectFacts, stamp: string): Promise<Buffer> {
  const { branch, member } = slip;
  const parts: OfficialPart[] = [
    title(`${branch.name}党员积分更正单`),
    paragraph(`编号：${numberWords(slip)}　　状态：${stateWords[slip.state] ?? slip.state}`, { indented: false }),
    heading('一、更正内容'),
    paragraph(`更正对象：${member.name}；考核月份：${monthWords(slip.month)}。`),
    table({ head: ['项　目', '更正前', '更正后'], widths: [6, 2, 2], rows: rowsOf(slip) }),
    heading('二、更正事由'),
    paragraph(slip.reason),
    heading('三、核查依据'),
    paragraph(slip.evidence),
    heading('四、更正影响'),
    ...effectParts(effects, member.name),
    heading('五、办理情况'),
    table({
      head: ['环　节', '办理人', '签　字', '日　期'],
      widths: [3, 4, 3, 4],
      isOnOnePage: true,
      rows: [
        ['提出更正', slip.asked.name, '', dayWords(slip.proposedAt ?? slip.asked.at)],
        ['支部审定', slip.decided?.name ?? '', '', dayWords(slip.decided?.at ?? null)],
        ['机关党委会签', slip.countersigned?.name ?? '', '', dayWords(slip.countersigned?.at ?? null)],
        ['签发', slip.issued?.name ?? '', '', dayWords(slip.issued?.at ?? null)],
      ],
    }),
    ...(slip.endReason === null ? [] : [paragraph(`${stateWords[slip.state] ?? ''}原因：${slip.endReason}`)]),
  ];
  return officialDocument({ subject: `${branch.name}党员积分更正单`, creator: branch.name, parts, stamp });
}

/** 更正公告: what the branch is told. Reasons and who had a hand in it are in the slip. */
export function correctionNotice(slip: SlipFacts, stamp: string): Promise<Buffer> {
  const { branch, member, publication, issued } = slip;
  const { before, after } = slip.row;
  const subject = `关于更正${monthWords(slip.month)}党员积分的公告`;
  const parts: OfficialPart[] = [
    title(subject),
    paragraph('全体党员：', { indented: false }),
    paragraph(
      `经核查并按程序审定，${member.name}同志${monthWords(slip.month)}积分由${scoreWords(before)}更正为${scoreWords(after)}` +
        `（更正单${numberWords(slip)}）。现将更正内容公告如下：`,
    ),
    table({ head: ['项　目', '更正前', '更正后'], widths: [6, 2, 2], rows: rowsOf(slip) }),
    ...(publication
      ? [
          paragraph(
            `公告期自${dayName(publication.fromDay)}至${dayName(publication.untilDay)}。原公示结果与更正结果一并存档备查。`,
          ),
        ]
      : []),
    ...signedBy(branch.name, issued ? dayName(dayOf(issued.at)) : '　　年　　月　　日'),
  ];
  return officialDocument({ subject, creator: branch.name, parts, stamp });
}

const stateWords: Record<string, string> = {
  draft: '草稿',
  proposed: '待支部审定',
  decided: '待机关党委会签',
  countersigned: '待签发',
  issued: '已签发',
  refused: '未予更正',
  withdrawn: '已撤回',
};

function numberWords({ year, number }: SlipFacts): string {
  return year === null ? '（未编号）' : `〔${year}〕${number}号`;
}

function rowsOf({ row: { before, after, items } }: SlipFacts): string[][] {
  const line = (name: string, of: (figures: Figures) => number | null): string[] => [
    name,
    before.notScoredReason === null ? pointsWords(of(before)) : '—',
    after.notScoredReason === null ? pointsWords(of(after)) : '—',
  ];
  return [
    ...items.map(({ itemCode, itemName, beforeHundredths, afterHundredths }) => [
      `${itemCode} ${itemName.zh}`,
      pointsWords(beforeHundredths),
      pointsWords(afterHundredths),
    ]),
    line('基础积分', ({ baseHundredths }) => baseHundredths),
    line('违规扣分', ({ deductionHundredths }) => deductionHundredths),
    line('贡献积分', ({ contributionHundredths }) => contributionHundredths),
    ['当月得分', scoreWords(before), scoreWords(after)],
  ];
}

function effectParts({ summaries }: EffectFacts, name: string): OfficialPart[] {
  if (summaries.length === 0) return [paragraph('不影响已形成的汇总结果。')];
  const rows = summaries.flatMap(({ unit, period, before, after, others }) => [
    [`${unit.name}\n${periodWords(period)}`, name, standingWords(before), standingWords(after)],
    ...others.map((other) => ['', other.member.name, standingWords(other.before), standingWords(other.after)]),
  ]);
  return [table({ head: ['汇总范围', '姓　名', '更正前', '更正后'], widths: [4, 2, 3, 3], rows })];
}

function standingWords({ resultHundredths, band, rank }: Standing): string {
  const result = resultHundredths === null ? '无得分' : pointsWords(resultHundredths);
  return [result, band?.name.zh, rank === null ? undefined : `第${rank}名`].filter(Boolean).join('，');
}

function periodWords(period: string): string {
  const [, year, part] = /^(\d{4})(?:-([HQ]\d))?$/.exec(period) ?? [];
  if (!part) return `${year ?? period}年`;
  if (part.startsWith('H')) return `${year}年${part === 'H1' ? '上' : '下'}半年`;
  return `${year}年第${'一二三四'[Number(part[1]) - 1]}季度`;
}

function monthWords(month: string): string {
  return `${Number(month.slice(0, 4))}年${Number(month.slice(5, 7))}月`;
}

function dayWords(instant: string | null): string {
  return instant === null ? '' : dayName(dayOf(instant));
}

function scoreWords({ notScoredReason, scoreHundredths }: Figures): string {
  if (notScoredReason !== null) return notScoredWords(notScoredReason);
  return `${pointsWords(scoreHundredths)}分`;
}

function pointsWords(hundredths: number | null): string {
  return hundredths === null ? '—' : (hundredths / 100).toFixed(2);
}
