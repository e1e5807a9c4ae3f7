import { dayOf } from '../calendar.js';
import type { ExemptionView, UnappliedProfileView } from '../records/exemption.view.js';
import type { DocumentDescription, DocumentSection } from './description.js';
import { dayName, type Stamp } from './document-words.js';
import {
  exemptionKindWords,
  exemptionStateWords,
  monthWords,
  reasonClassWords,
  standingWords,
} from './papers-words.js';

export interface ExemptionFormsView {
  unit: { id: number; name: string };
  /** Who approves: the bureau's name, as it stands in the form. */
  bureauName: string;
  exemptions: readonly ExemptionView[];
  /** Those whose profile in the roster has no application: their form is printed to be filled in by hand. */
  withoutApplication: readonly UnappliedProfileView[];
}

/** Document 12, 免于/减免考核审批表: a page for each member. For the file, never for a board: it holds the reasons. */
export function exemptionForms(view: ExemptionFormsView, stamp: Stamp): DocumentDescription {
  const sections = [
    ...view.exemptions.map((exemption) => applicationSection(exemption, view.bureauName)),
    ...view.withoutApplication.map((member) => emptySection(member, view.bureauName)),
  ];
  const [only] = view.exemptions;
  const ofOne = view.exemptions.length === 1 && view.withoutApplication.length === 0 && only;
  return {
    fileName: `${view.unit.name}${ofOne ? only.member.name : ''}免于或减免考核审批表`,
    plainName: ofOne ? `exemption-${only.id}` : `exemptions-${view.unit.id}`,
    stamp,
    version: '内部材料，不得公示',
    sections: sections.length > 0 ? numbered(sections) : [nobody(view)],
  };
}

function numbered(sections: DocumentSection[]): DocumentSection[] {
  return sections.map((section, index) => ({ ...section, name: `审批表${index + 1}` }));
}

const text = (words: string) => ({ text: words });
const places = ['支部书记', '机关党委（盖章）'];

function applicationSection(exemption: ExemptionView, bureauName: string): DocumentSection {
  const { branch, member, memberNumber, standing, kind, reasonClass, reason, fromMonth, untilMonth, state } = exemption;
  const { branchOpinion, bureauOpinion, appliedBy, appliedAt, decidedBy, decidedAt, lastMonth, endReason, endedAt } =
    exemption;
  const decided =
    decidedAt === null ? exemptionStateWords[state] : `${exemptionStateWords[state]}。${bureauOpinion ?? ''}`;
  const ended = state === 'ended' && lastMonth !== null && endedAt !== null;
  return form({
    branchName: branch.name,
    member: member.name,
    memberNumber,
    standing,
    kind: exemptionKindWords[kind],
    span: `${monthWords(fromMonth)}至${monthWords(untilMonth)}`,
    reasonClass: reasonClassWords[reasonClass],
    reason,
    branchOpinion: `${branchOpinion}\n经办人：${appliedBy}　　${dayName(dayOf(appliedAt))}`,
    bureauOpinion:
      decidedAt === null ? decided : `${decided}\n经办人：${decidedBy ?? ''}　　${dayName(dayOf(decidedAt))}`,
    note: ended ? `自${monthWords(lastMonth)}之后不再执行（${dayName(dayOf(endedAt))}）：${endReason ?? ''}` : '',
    bureauName,
  });
}

function emptySection(member: UnappliedProfileView, bureauName: string): DocumentSection {
  return form({
    branchName: member.branch.name,
    member: member.member.name,
    memberNumber: member.memberNumber,
    standing: member.standing,
    kind: member.profileCode === 'exempt' ? exemptionKindWords.exempt : exemptionKindWords.light,
    span: '　　　年　　月至　　　年　　月',
    reasonClass: '',
    reason: '',
    branchOpinion: '',
    bureauOpinion: '',
    note: '花名册中已按此类考核，审批手续尚未录入。',
    bureauName,
  });
}

function form(
  of: Record<
    | 'branchName'
    | 'member'
    | 'memberNumber'
    | 'standing'
    | 'kind'
    | 'span'
    | 'reasonClass'
    | 'reason'
    | 'branchOpinion'
    | 'bureauOpinion'
    | 'note'
    | 'bureauName',
    string
  >,
): DocumentSection {
  return {
    name: '审批表',
    orientation: 'portrait',
    title: '党员免于（减免）积分考核审批表',
    parts: [
      { kind: 'line', text: `所在支部：${of.branchName}` },
      {
        kind: 'fields',
        fields: [
          { label: '姓　　名', cell: text(of.member) },
          { label: '党员编号', cell: text(of.memberNumber) },
          { label: '党员类别', cell: text(standingWords[of.standing] ?? of.standing) },
          { label: '申请类别', cell: text(of.kind) },
          { label: '起止时间', cell: text(of.span), wideLines: 1 },
          { label: '事由类别', cell: text(of.reasonClass), wideLines: 1 },
          { label: '具体事由', cell: text(of.reason), wideLines: 4 },
          { label: '支部意见', cell: text(of.branchOpinion), wideLines: 4 },
          { label: '机关党委\n意　　见', cell: text(of.bureauOpinion), wideLines: 4 },
          { label: '备　　注', cell: text(of.note), wideLines: 1 },
        ],
      },
      { kind: 'signatures', places: [...places] },
      { kind: 'line', text: `本表一式两份，支部和${of.bureauName}各存一份。事由仅供审批使用，不公示、不外传。` },
    ],
  };
}

function nobody({ unit }: ExemptionFormsView): DocumentSection {
  return {
    name: '审批表',
    orientation: 'portrait',
    title: '党员免于（减免）积分考核审批表',
    parts: [{ kind: 'paragraph', text: `${unit.name}本期没有免于或减免考核的党员。` }],
  };
}
