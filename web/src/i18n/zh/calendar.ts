export default {
  notAnnounced: '{year} 年放假安排尚未公布，按周一至周五推算。',
  notAnnouncedShort: '放假安排尚未公布',
};
