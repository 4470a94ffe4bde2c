import minifyTemplates from '@lit-labs/rollup-plugin-minify-html-literals';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';

/** What `package.json` exports, by the name of its file in dist/. */
const packageEntries = {
  define: 'src/define.ts',
  'video-call': 'src/video-call.ts',
  signaling: 'src/signaling/index.ts',
  'signaling-contract': 'src/signaling/signaling-contract.ts',
};

/** What a script tag names, by the name of its file in dist/cdn/. */
const cdnEntries = {'video-call': 'src/define.ts'};

/** The page's own copies: an app of the page's and the element must share one Firebase. */
const external = [/^lit(\/|$)/, /^@lit\//, /^firebase\//];

/** Warns of type errors and goes on; the declarations' step of the build is what fails on them. */
const compile = () => typescript({tsconfig: './tsconfig.json', noEmit: false, sourceMap: true});

/**
 * What is no entry has a folder of its own, as no page pays for it before somebody is near a call, and so have words that
 * only pages in their language load; size-limit counts on it.
 */
const cdnChunkName = ({moduleIds}) =>
  moduleIds.every(id => /[\\/]src[\\/]locale[\\/]/.test(id)) ? 'locale/[name]-[hash].js' : 'lazy/[name]-[hash].js';

/**
 * What no call over the script-tag build reaches, by the name that it is imported by, and what is there instead.
 *
 * Firestore brings a regular-expression engine for pipeline queries, a quarter of its size; this package listens to two
 * plain queries. An app of the page's is of another copy of Firebase, which is refused before its sign-in is asked for.
 */
const unreached = {
  re2js: 'export const RE2JS = {compile() { throw new Error("pipelines"); }};',
  './page-auth.js': 'export function pageAuth() { throw new Error("page app"); }',
};
const withoutUnreached = {
  name: 'without-unreached',
  resolveId: id => (id in unreached ? `\0${id}` : null),
  load: id => unreached[id.replace('\0', '')] ?? null,
};

/**
 * What terser leaves as it is: the HTML and CSS of templates. A space that may be seen stays one. Drawings are left alone:
 * outside an `<svg>` their elements would not be closed any more.
 */
const minifyMarkup = () =>
  minifyTemplates({
    include: 'src/**',
    failOnError: true,
    options: {
      shouldMinify: ({tag}) => tag === 'html',
      minifyOptions: {conservativeCollapse: true, removeAttributeQuotes: true},
    },
  });

/** What the Firestore SDK says on a level that nobody can turn on in this build: calls of it are left out, with their texts. */
const unheard = ['__PRIVATE_logDebug'];

/** @type {import('rollup').RollupOptions} */
const packageBuild = {
  input: packageEntries,
  external,
  output: {dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: 'chunks/[name]-[hash].js'},
  plugins: [nodeResolve(), compile()],
};

/** @type {import('rollup').RollupOptions} */
const cdnBuild = {
  input: cdnEntries,
  // What the lazy chunks share with the entry stays in the entry: one request shows the element.
  preserveEntrySignatures: 'allow-extension',
  output: {dir: 'dist/cdn', format: 'es', sourcemap: true, chunkFileNames: cdnChunkName},
  plugins: [
    withoutUnreached,
    // Lit without its development warnings, Firebase for browsers.
    nodeResolve({browser: true, exportConditions: ['production']}),
    minifyMarkup(),
    compile(),
    terser({ecma: 2020, module: true, compress: {passes: 2, pure_funcs: unheard}, format: {comments: false}}),
  ],
};

/** `rollup -c --environment ONLY:cdn` builds one of the two; `npm start` does. */
const builds = {package: packageBuild, cdn: cdnBuild};
export default process.env['ONLY'] ? builds[process.env['ONLY']] : Object.values(builds);
