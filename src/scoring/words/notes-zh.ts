/** Why a line, a part or a band is what it is. Figures and names are filled in by `note-words.ts`. */
export const lineNotes = {
  refused: '未采纳，不计分',
  refusedBase: '未采纳，按没有记录计',
  notApplicable: '不适用，不需填报',
  sameFact: '同一事实已计入{item}[（该项第 {place} 条）]，不重复计',
  onlyHighest: '[{group}中]只计最高的一项[，即{item}][（该项第 {place} 条）]，这一条不另计',
  averagedOne: '只有 {entries} 份评分',
  trimmed: '最高、最低的评分各去掉一份，这一份不计',
  averaged: '{entries} 份评分取平均，每份计其中的一份',
  itemCap: '[{every}]以 {capHundredths}为限，超出的 {cutHundredths}不计',
  itemCapLoss: '[{every}]最多扣 {capHundredths}，多扣的 {cutHundredths}不计',
  itemFloor: '[{every}]最低计 {floorHundredths}，多扣的 {cutHundredths}不计',
  groupCap: '{group}合计[{every}]以 {capHundredths}为限，超出的 {cutHundredths}不计',
  groupCapLoss: '{group}合计[{every}]最多扣 {capHundredths}，多扣的 {cutHundredths}不计',
  groupFloor: '{group}合计[{every}]最低 {floorHundredths}，多扣的 {cutHundredths}不计',
  itemLimit: '{every}以 {capHundredths}为限，此前已计 {usedHundredths}，超出的 {cutHundredths}不计',
  itemLimitLoss: '{every}最多扣 {capHundredths}，此前已扣 {usedHundredths}，多扣的 {cutHundredths}不计',
  groupLimit: '{group}合计{every}以 {capHundredths}为限，此前已计 {usedHundredths}，超出的 {cutHundredths}不计',
  groupLimitLoss: '{group}合计{every}最多扣 {capHundredths}，此前已扣 {usedHundredths}，多扣的 {cutHundredths}不计',
  onceAPeriod: '这一项按{period}计算，本表只记变动',
  countedTogether: '各条合并折算，至此累计 {count}',
};

export const bandNotes = {
  threshold: '达到{band}的标准 {fromHundredths}',
  belowThreshold: '未达到{band}的标准 {fromHundredths}',
  tooFewMonths: '计分 {countedMonths}，不足 {countedMonthsMin}，只列出得分，不建议等次',
  veto: '因{veto}，{scoreOf}最高 {capHundredths}',
  vetoExcludes: '有一票否决，不列入{band}',
  lowestMonth: '最低的一{oneSheet}为 {lowestHundredths}，低于 {atLeastHundredths}，不列入{band}',
  itemOccurred: '发生过{item}，不列入{band}',
  itemMissing: '没有{item}的记录，不列入{band}',
  partBelow: '{part}为 {partHundredths}，低于 {atLeastHundredths}，不列入{band}',
  quota: '{band}名额 {places} 名，符合条件的 {candidates} 名，按得分排列在名额之外',
  quotaTie:
    '{band}名额 {places} 名，符合条件的 {candidates} 名；余下 {placesLeft} 名，有 {tied} 名得分相同，由支部决定',
  notBanded: '{period}汇总不建议等次',
};

export const partNotes = {
  over: '各期{over}',
  standard: '标准分 {standardHundredths}',
  carryOver: '上年得分 {fromHundredths}的 {share} 为本年基础分',
  mean: '{members} 项取平均',
  highest: '{members} 项中只计最高的一项',
  share: '按 {share} 计',
  times: '乘以{item} {factorHundredths}',
  floor: '最低 {floorHundredths}',
  cap: '以 {capHundredths}为限',
  otherVersion: '{month} 按当时的办法计 {scoreHundredths}',
  limit: '[{every}]以 {capHundredths}为限[，此前已计 {usedHundredths}][，超出的 {cutHundredths}不计]',
  counted: '累计 {count}',
};

/** Why a group or the total isn't what its members add up to. */
export const adjustments = {
  mean: '各项取平均',
  highest: '只计最高的一组',
  share: '按 {share} 计',
  shareOfProfile: '按本类人员的比例计',
  times: '乘以{factors}',
  rounding: '四舍五入[到 {roundHundredths}]',
  groupCap: '合计{every}以 {capHundredths}为限，超出的不计',
  groupCapLoss: '合计{every}最多扣 {capHundredths}，多扣的不计',
  groupCapOfProfile: '合计超出限额，超出的不计',
  groupFloor: '合计最低 {floorHundredths}，不足的补足',
  groupFloorOfProfile: '合计低于最低分，不足的补足',
  ceiling: '总分最高 {scoreHundredths}，超出的不计',
  floor: '总分最低 {scoreHundredths}，不足的补足',
};

/** How one line came to its points. */
export const lines = {
  each: '{points} × {count} = {claimed}',
  eachFull: '{count}，每满 {per}计 {points}，得 {claimed}',
  eachBase: '{standard} {sign} {points} × {count} = {claimed}',
  eachBaseFull: '{standard}，{count}，每满 {per}{sign} {points}，得 {claimed}',
  level: '{count}，对应 {claimed}',
  given: '评定 {claimed}',
  option: '{option}',
  unrecorded: '没有记录',
  notApplicable: '不适用',
  counted: '{value}，计 {counted}[（满分 {full}）]',
  factor: '[{value}，]系数 {counted}',
  reasons: '{line}：{notes}',
  total: '总分',
  result: '得分',
  base: '基础',
  deduction: '扣分',
  contribution: '贡献',
  adjusted: '调整',
  adjustment: '{why}，{change}',
  more: '加 {points}',
  less: '减 {points}',
};

/** How a summary came about, from the sheets to the band. */
export const summary = {
  sheets: '各{sheet}：{scores}',
  score: '{month} {score}',
  notScored: '不计分',
  unfinished: '尚未完成',
  absent: '不在本支部',
  counted:
    '计分 {countedMonths}，合计 {sumHundredths}，平均 {meanHundredths}，最低 {lowestHundredths}，最高 {highestHundredths}',
  none: '没有计分，没有汇总结果',
  waiting: '尚未完成，得分可能变动：{months}',
  part: '{part}（{key}）：[{notes}，][{changes}，][{before}，]计 {valueHundredths}',
  changes: '各表变动 {change}',
  before: '得 {beforeHundredths}',
  how: '各{sheet}{over}',
  result: '{scoreOf}：[{how}，][{veto}，]{resultHundredths}',
  band: '建议等次：{band}[。{notes}]',
  noBand: '不建议等次：{notes}',
};

export const over = { sum: '相加', mean: '取平均', highest: '取最高', latest: '以最近一期为准' };

/** One sheet's period: "最低的一个月". */
export const oneSheet = { month: '个月', quarter: '个季度', halfYear: '个半年', year: '年' };
export const sheets = { month: '月', quarter: '季度', halfYear: '半年', year: '年度' };

export const keys = {
  year: (year: string) => `${year} 年度`,
  halfYear: (year: string, half: number) => `${year} 年${half === 1 ? '上' : '下'}半年`,
  quarter: (year: string, quarter: number) => `${year} 年第 ${quarter} 季度`,
  month: (year: string, month: number) => `${year} 年 ${month} 月`,
};

export const unknown: string = '系统给出的原因：{code}';
