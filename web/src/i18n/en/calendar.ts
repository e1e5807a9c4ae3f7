export default {
  notAnnounced: 'The days off of {year} are not announced yet: Monday to Friday are counted.',
  notAnnouncedShort: 'days off not announced',
};
