/** Who will read what is written here, beside the field. */
export default {
  sheet:
    'Reasons and files are read by group leader, witness, secretary, deputy secretary, organisation commissioner, discipline commissioner, bureau office and auditor; never published.',
  decision: 'The member reads it once it is published; group leaders and other members never do.',
  proxy: 'Read by the member and by whoever reads this sheet; never published.',
  objection:
    'The reason is read by secretary, deputy secretary, organisation commissioner, discipline commissioner, bureau office and auditor, and after the answer by whom it is about; never published.',
  closingObjection:
    'Your name and reason are read by secretary, deputy secretary, organisation commissioner, discipline commissioner, bureau office, auditor and whom it is about; never published.',
  correction:
    'Read by secretary, deputy secretary, organisation commissioner, discipline commissioner, bureau office and auditor, and by the member once it is issued; the corrected result is published.',
};
