import {createModules, packagePaths, publicOnly, resolveTypes} from './scripts/manifest-plugins.mjs';

/** The manifest that editors read (scripts/build.mjs writes it); the tables of README.md come from it as well. */
export default {
  globs: ['src/video-call.ts', 'src/errors.ts', 'src/events/*.ts'],
  exclude: ['src/events/events-for.ts', 'src/events/event-map.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  overrideModuleCreation: createModules,
  plugins: [resolveTypes(), publicOnly(), packagePaths()],
};
