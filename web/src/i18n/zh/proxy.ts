/** A sheet that somebody else entered from paper. */
export default {
  mark: '代录',
  note: {
    by: '{name}于{time}代录，纸质表{day}收到',
    reason: '代录原因：{reason}',
    consent: '本人同意方式：{consent}',
    mine: '这份自评表是别人代您录入的。内容与您的纸质表不一致的，可以在自评结束前撤回修改，以您自己提交的为准。',
  },
  consent: { signedPaper: '本人签字的纸质表', byPhone: '电话确认', inPerson: '当面确认' },
};
