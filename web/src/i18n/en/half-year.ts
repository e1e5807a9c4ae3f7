export default {
  title: 'Half-year summary',
};
