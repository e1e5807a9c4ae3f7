import { writeWorkbook, type SheetCell, type SheetRow } from '../spreadsheets/write-workbook.js';
import { dayOf } from '../calendar.js';
import { documentFooter, type Stamp } from './document-words.js';

/** An objection as the API hands it out, as far as the register needs it. */
export interface RegisteredObjection {
  month: string;
  member: { name: string };
  itemCode: string | null;
  itemName: { zh: string } | null;
  anonymous: boolean;
  author: { name: string } | null;
  reason: string;
  state: string;
  receivedDay: string;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  answeredAt: string | null;
  answeredBy: string | null;
  answer: string | null;
  appeal: {
    state: string;
    byObjector: boolean;
    day: string;
    reason: string;
    answeredAt: string | null;
    answeredBy: string | null;
    answer: string | null;
  } | null;
  scoreBeforeHundredths: number | null;
  scoreAfterHundredths: number | null;
  changed: boolean;
  closedNote: string | null;
}

interface Column {
  title: string;
  widthCharacters: number;
  text: (objection: RegisteredObjection) => string;
  centred?: true;
}

const columns: readonly Column[] = [
  { title: '登记\n日期', widthCharacters: 11, text: ({ receivedDay }) => receivedDay, centred: true },
  { title: '异议人', widthCharacters: 9, text: authorWords, centred: true },
  { title: '异议\n对象', widthCharacters: 9, text: ({ member }) => member.name, centred: true },
  { title: '考核\n月份', widthCharacters: 9, text: ({ month }) => month, centred: true },
  { title: '事项', widthCharacters: 17, text: itemWords },
  { title: '异议内容', widthCharacters: 24, text: ({ reason }) => reason },
  { title: '受理\n日期', widthCharacters: 11, text: ({ acknowledgedAt }) => dayWords(acknowledgedAt), centred: true },
  { title: '承办人', widthCharacters: 9, text: (each) => each.answeredBy ?? each.acknowledgedBy ?? '', centred: true },
  { title: '处理结果和答复', widthCharacters: 26, text: answerWords },
  { title: '答复\n日期', widthCharacters: 11, text: ({ answeredAt }) => dayWords(answeredAt), centred: true },
  { title: '复核申请', widthCharacters: 18, text: appealWords },
  { title: '复核结果', widthCharacters: 22, text: appealAnswerWords },
];

/** Document 7, 异议受理及复核登记表: one row an objection, A4 landscape. An author who is not shown stays so on paper. */
export function objectionRegister(
  branch: { name: string },
  year: number,
  objections: readonly RegisteredObjection[],
  stamp: Stamp,
): Promise<Buffer> {
  const width = columns.length + 1;
  const across = (style: 'title' | 'line', text: string): SheetRow => ({ cells: [{ style, text, columns: width }] });
  const head: SheetRow = {
    heightPoints: 36,
    cells: [
      { style: 'head', text: '序号' },
      ...columns.map(({ title }): SheetCell => ({ style: 'head', text: title })),
    ],
  };
  const rows = objections.map((objection, index): SheetRow => ({
    cells: [
      { style: 'centre', integer: index + 1 },
      ...columns.map(({ text, centred }): SheetCell => ({ style: centred ? 'centre' : 'left', text: text(objection) })),
    ],
  }));
  const nothing = rows.length === 0 ? [across('line', '本年度没有异议。')] : [];
  return writeWorkbook({
    sheets: [
      {
        name: `${year}年异议登记`,
        columns: [{ widthCharacters: 5 }, ...columns.map(({ widthCharacters }) => ({ widthCharacters }))],
        rows: [
          { ...across('title', `${branch.name}${year}年异议受理及复核登记表`), heightPoints: 34 },
          head,
          ...rows,
          ...nothing,
        ],
        frozen: { rows: 2, columns: 1 },
        repeatedRows: { first: 2, last: 2 },
        page: { orientation: 'landscape', ...documentFooter(stamp) },
      },
    ],
  });
}

function authorWords({ author, anonymous }: RegisteredObjection): string {
  if (author === null) return '匿名';
  return anonymous ? `${author.name}\n（匿名）` : author.name;
}

function itemWords({ itemCode, itemName }: RegisteredObjection): string {
  return itemCode === null ? '当月得分' : `${itemCode} ${itemName?.zh ?? ''}`.trim();
}

function dayWords(instant: string | null): string {
  return instant === null ? '' : dayOf(instant);
}

const outcomes: Record<string, string> = {
  received: '待受理',
  acknowledged: '核查中',
  upheld: '异议成立',
  rejected: '异议不成立',
  withdrawn: '本人撤回',
  closed: '公示撤回，终止处理',
};

function answerWords(objection: RegisteredObjection): string {
  const { state, answer, closedNote } = objection;
  const said = answer ?? (state === 'closed' ? closedNote : null);
  return [`${outcomes[state] ?? state}${said ? `：${said}` : ''}`, scoreWords(objection)].filter(Boolean).join('\n');
}

function scoreWords({ changed, scoreBeforeHundredths, scoreAfterHundredths }: RegisteredObjection): string {
  if (!changed) return '';
  return `当月得分由${pointsWords(scoreBeforeHundredths)}更正为${pointsWords(scoreAfterHundredths)}`;
}

function pointsWords(hundredths: number | null): string {
  return hundredths === null ? '不计分' : (hundredths / 100).toFixed(2);
}

function appealWords({ appeal }: RegisteredObjection): string {
  return appeal === null ? '' : `${appeal.day}，${appeal.byObjector ? '异议人' : '异议对象'}：${appeal.reason}`;
}

const appealOutcomes: Record<string, string> = {
  open: '复核中',
  upheld: '改变原处理',
  rejected: '维持原处理',
  closed: '终止',
};

function appealAnswerWords({ appeal }: RegisteredObjection): string {
  if (appeal === null) return '';
  const by = [dayWords(appeal.answeredAt), appeal.answeredBy].filter(Boolean).join(' ');
  return [`${appealOutcomes[appeal.state] ?? ''}${appeal.answer ? `：${appeal.answer}` : ''}`, by]
    .filter(Boolean)
    .join('\n');
}
