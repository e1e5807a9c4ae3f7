import type { MeetingsView, MeetingView, MinutedSheetView, VoteView } from '../meetings/meeting.view.js';
import { formatPoints } from '../scoring/points.js';
import { itemOf, type Scheme } from '../scoring/scheme.js';
import { dayName, footerWords, type Stamp } from './document-words.js';
import { heading, officialDocument, type OfficialPart, paragraph, table, title } from './official-document.js';

/** Document 6 (domain/documents.md): 时间·地点·应到/实到·议题·逐人变动·表决·签字. */
export function minutesDocument(
  { branch, month }: Pick<MeetingsView, 'branch' | 'month'>,
  meeting: MeetingView,
  scheme: Scheme,
  stamp: Stamp,
): Promise<Buffer> {
  return officialDocument({
    subject: `${branch.name}${monthName(month)}党员积分评定会议记录`,
    creator: stamp.exportedBy,
    stamp: footerWords(stamp),
    parts: [
      title(`${branch.name}党员积分评定会议记录`),
      ...head(meeting, month),
      heading('三、评定结果'),
      ...decisions(meeting, scheme),
      heading('四、表决'),
      ...votes(meeting, scheme),
      ...(meeting.notes === ''
        ? []
        : [heading('五、其他'), ...meeting.notes.split('\n').map((line) => paragraph(line))]),
      paragraph(' ', { indented: false }),
      paragraph(`主持人（签字）：${'　'.repeat(7)}记录人（签字）：`, { indented: false }),
      ...(meeting.state === 'open' ? [paragraph('（会议尚未结束，本记录为草稿）', { indented: false })] : []),
    ],
  });
}

function monthName(month: string): string {
  return `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`;
}

function head(meeting: MeetingView, month: string): OfficialPart[] {
  const { attendance, quorum, heldOn, time, place, topic, chairMemberId, recorderMemberId, number } = meeting;
  const nameOf = (memberId: number) => attendance.find((one) => one.memberId === memberId)?.name ?? '';
  const named = (wanted: typeof attendance) =>
    wanted.map(({ name, reason }) => (reason === '' ? name : `${name}（${reason}）`)).join('、') || '无';
  const voting = attendance.filter(({ seat }) => seat === 'voting');
  const of = (presence: string) => voting.filter((one) => one.presence === presence);
  const guests = attendance.filter(({ seat, presence }) => seat === 'guest' && presence === 'present');
  return [
    heading('一、会议情况'),
    paragraph(`考核月份：${monthName(month)}，第${number}次评定会议`),
    paragraph(`时　　间：${dayName(heldOn)}${time === null ? '' : ` ${time}`}`),
    paragraph(`地　　点：${place}`),
    paragraph(`主 持 人：${nameOf(chairMemberId)}　　记 录 人：${nameOf(recorderMemberId)}`),
    paragraph(
      `应到${quorum.expected}人，实到${quorum.present}人，${quorum.reached ? '超过半数，符合规定' : '未超过半数'}。`,
    ),
    paragraph(`出　　席：${named(of('present'))}`),
    paragraph(`请　　假：${named(of('leave'))}　　缺　　席：${named(of('absent'))}`),
    ...(guests.length === 0 ? [] : [paragraph(`列　　席：${named(guests)}`)]),
    heading('二、议题'),
    paragraph(topic),
  ];
}

/** Whom nothing was changed for is named in one sentence; everybody else has rows of his own. */
function decisions({ decisions: all }: MeetingView, scheme: Scheme): OfficialPart[] {
  const as = (wanted: readonly MinutedSheetView[]) => wanted.map(({ memberName }) => memberName).join('、');
  const scored = all.filter(({ notScored }) => !notScored);
  const unchanged = scored.filter(({ changes }) => changes.length === 0);
  const changed = scored.filter(({ changes }) => changes.length > 0);
  const notScored = all.filter((sheet) => sheet.notScored);
  return [
    paragraph(`本次会议评定${all.length}人，其中计分${scored.length}人，不计分${notScored.length}人。`),
    ...(unchanged.length === 0
      ? []
      : [paragraph(`自评与评定一致、没有加减分的${unchanged.length}人，予以通过：${as(unchanged)}。`)]),
    ...(notScored.length === 0 ? [] : [paragraph(`本月不计分${notScored.length}人：${as(notScored)}。`)]),
    ...(changed.length === 0
      ? []
      : [
          table({
            head: ['姓名', '自评', '评定', '逐项情况'],
            widths: [3, 2, 2, 13],
            rows: changed.map((sheet) => [
              sheet.memberName,
              points(sheet.selfScoreHundredths),
              points(sheet.scoreHundredths),
              sheet.changes.map((change) => changeWords(change, scheme)).join('\n'),
            ]),
          }),
        ]),
  ];
}

const outcomes = { accepted: '认可', changed: '调整', refused: '不予认定' } as const;

function changeWords(change: MinutedSheetView['changes'][number], scheme: Scheme): string {
  const { itemCode, origin, outcome, claimedHundredths, countedHundredths, reason } = change;
  const name = `${itemCode} ${itemName(scheme, itemCode)}`;
  const said = origin === 'self' ? outcomes[outcome] : origin === 'automatic' ? '按记录' : '支部记入';
  const figures =
    claimedHundredths === countedHundredths || claimedHundredths === null
      ? `计${points(countedHundredths)}分`
      : `应计${points(claimedHundredths)}分，实计${points(countedHundredths)}分`;
  return `${name}：${said}，${figures}${reason === '' ? '' : `（${reason}）`}`;
}

function votes({ votes: all }: MeetingView, scheme: Scheme): OfficialPart[] {
  if (all.length === 0) return [paragraph('没有需要表决的事项。')];
  return [
    table({
      head: ['事项', '应表决', '赞成', '反对', '弃权', '结果'],
      widths: [10, 2, 2, 2, 2, 3],
      rows: all.map((vote) => [
        questionWords(vote, scheme),
        `${vote.voters}`,
        `${vote.inFavour}`,
        `${vote.against}`,
        `${vote.abstaining}`,
        vote.carried ? '通过' : '未通过',
      ]),
    }),
  ];
}

function questionWords({ memberName, itemCode, question, withdrew }: VoteView, scheme: Scheme): string {
  const item = itemCode === null ? '' : `${itemCode} ${itemName(scheme, itemCode)}：`;
  return `${memberName}：${item}${question}${withdrew ? `（${memberName}回避）` : ''}`;
}

function itemName(scheme: Scheme, itemCode: string): string {
  return itemOf(scheme, itemCode)?.name.zh ?? '';
}

/** As people read them; a dash where there is no score. */
function points(hundredths: number | null): string {
  return hundredths === null ? '—' : formatPoints(hundredths);
}
