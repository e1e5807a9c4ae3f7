import { fromLinesOfMember } from '../access-lines/access-line-reading.service.js';
import { type StoredTable, told, words } from './stored.js';

/** What was asked and answered about one's data, and the traces that others left at it. */
export const storedTraces: readonly StoredTable[] = [
  {
    table: 'data_requests',
    matter: 'requests',
    words: words('您的更正、删除和说明申请', 'What you asked about your data'),
    by: 'data_requests.memberId',
    of: 'member',
    columns: [
      told('data_requests.askedDay', '申请日期', 'Asked', 'day'),
      told('data_requests.kind', '类别', 'Kind', 'code'),
      told('data_requests.fact', '涉及', 'About', 'code'),
      told('data_requests.wish', '申请内容', 'What you asked'),
      told('data_requests.state', '状态', 'State', 'code'),
      told('data_requests.answer', '答复', 'Answer'),
      told('data_requests.answeredAt', '答复时间', 'Answered', 'instant'),
      told('data_requests.deed', '办理结果', 'What was done'),
      told('data_requests.doneAt', '办结时间', 'Done', 'instant'),
    ],
    from: 'FROM data_requests WHERE data_requests.memberId = ?',
    order: 'data_requests.id DESC',
  },
  {
    table: 'erasure_orders',
    matter: 'requests',
    words: words('提前清除您资料的决定', 'Orders to erase what is known of you'),
    by: 'erasure_orders.memberId',
    of: 'member',
    columns: [
      told('erasure_orders.ground', '依据', 'Ground'),
      told('erasure_orders.state', '状态', 'State', 'code'),
      told('erasure_orders.orderedAt', '决定时间', 'Ordered', 'instant'),
      told('erasure_orders.endedAt', '办结时间', 'Ended', 'instant'),
    ],
    from: 'FROM erasure_orders WHERE erasure_orders.memberId = ?',
    order: 'erasure_orders.id DESC',
  },
  {
    table: 'privacy_notice_readings',
    matter: 'requests',
    words: words('您对个人信息说明的已阅', 'That you have read the notice'),
    by: 'privacy_notice_readings.accountId',
    of: 'account',
    columns: [
      told('privacy_notice_readings.version', '版本', 'Version', 'count'),
      told('privacy_notice_readings.readAt', '时间', 'When', 'instant'),
    ],
    from: 'FROM privacy_notice_readings WHERE privacy_notice_readings.accountId = ?',
    order: 'privacy_notice_readings.readAt DESC',
  },
  {
    table: 'access_lines',
    matter: 'traces',
    words: words('谁因职务查阅过您的记录', 'By which offices your record was looked at'),
    by: 'access_lines.memberId',
    of: 'member',
    columns: [
      told('access_lines.day', '日期', 'Day', 'day'),
      told('access_lines.role', '职务', 'Office', 'code'),
      told('offices.name AS office', '任职单位', 'Where'),
      told('access_lines.kind', '内容', 'What', 'code'),
      told('access_lines.form', '方式', 'How', 'code'),
    ],
    from: fromLinesOfMember,
    order: 'access_lines.day DESC, access_lines.id DESC',
  },
];
