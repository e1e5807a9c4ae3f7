import { dayOf } from '../calendar.js';
import type { TalkRecordView } from '../records/talk.view.js';
import type { DocumentDescription } from './description.js';
import { dayName, type Stamp } from './document-words.js';
import { monthsWords, occasionWords } from './papers-words.js';

/** Document 13, 谈话提醒记录: one talk on one page, to be signed by the three who have to do with it. */
export function talkRecordPaper(view: TalkRecordView, stamp: Stamp): DocumentDescription {
  const { branch, member, talker, year, number, heldOn, place, occasion, months, amendsNumber, amendedByNumber } = view;
  const text = (words: string) => ({ text: words });
  const amended = [
    amendsNumber === null ? '' : `本记录补充第 ${amendsNumber} 号记录`,
    amendedByNumber === null ? '' : `另见第 ${amendedByNumber} 号补充记录`,
  ].filter(Boolean);
  return {
    fileName: `${branch.name}谈话提醒记录${year}-${number}`,
    plainName: `talk-record-${view.id}`,
    stamp,
    version: `谈话提醒记录〔${year}〕${number}号`,
    sections: [
      {
        name: `谈话提醒记录${number}`,
        orientation: 'portrait',
        title: '谈话提醒记录',
        parts: [
          {
            kind: 'line',
            text: `编号：〔${year}〕${number}号${amended.length > 0 ? `（${amended.join('；')}）` : ''}`,
          },
          {
            kind: 'fields',
            fields: [
              { label: '所在支部', cell: text(branch.name), wideLines: 1 },
              { label: '谈话对象', cell: text(member.name) },
              { label: '谈 话 人', cell: text(talker.name) },
              { label: '谈话时间', cell: text(dayName(heldOn)) },
              { label: '谈话地点', cell: text(place) },
              { label: '谈话事由', cell: text(occasionWords[occasion]) },
              { label: '涉及月份', cell: text(months.length === 0 ? '—' : monthsWords(months)) },
              { label: '谈话内容', cell: text(view.topic), wideLines: 5 },
              { label: '本人说明', cell: text(view.response || '（无）'), wideLines: 4 },
              { label: '整改措施', cell: text(view.measures || '（无）'), wideLines: 4 },
              { label: '记 录 人', cell: text(view.recordedBy) },
              { label: '记录日期', cell: text(dayName(dayOf(view.recordedAt))) },
            ],
          },
          { kind: 'signatures', places: ['谈话对象', '谈话人', '记录人'] },
          { kind: 'line', text: '本记录由支部存档，不公示；谈话对象对记录有不同意见的，可另附说明。' },
        ],
      },
    ],
  };
}
