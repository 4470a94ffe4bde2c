/** The manifest that editors read; the tables of README.md come from it as well (scripts/build.mjs writes it). */
export default {
  globs: ['src/*.ts', 'src/ui/**/*.ts', 'src/events/**/*.ts'],
  exclude: ['src/define.ts', 'src/**/*.test.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
};
